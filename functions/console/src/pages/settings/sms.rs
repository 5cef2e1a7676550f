//! How a store texts: the list of its settings, laws, frequency, and contact.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::State as Port,
    response::{IntoResponse, Response},
};
use rechime_domain::{
    flow::edit::Change,
    law::{Basis, Law, OpenHours},
    link::LinkForm,
    settings::{LawScope, StoreSettings},
};

use super::{State, Tab, quiet_hours, save, sender};
use crate::{
    access::Form,
    app::App,
    pages::{
        failure::Failure,
        fields::{Faults, Fields},
        frame::{Frame, Section},
        html::Page,
        moments::time_of_day,
        visit::{Query, Visit},
    },
    use_cases::{laws, stores::settings::SettingsEdit},
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "settings_sms.html")]
struct SmsPage {
    w: &'static Words,
    frame: Frame,
    tabs: Vec<(String, &'static str, bool)>,
    rows: Vec<Row>,
}

struct Row {
    name: &'static str,
    icon: &'static str,
    value: String,
    address: String,
    wanting: bool,
}

#[derive(Template)]
#[template(path = "laws.html")]
struct LawsPage {
    w: &'static Words,
    frame: Frame,
    version: u64,
    faults: Faults,
    all_messages: bool,
    in_force: Vec<LawLine>,
    to_choose: Vec<LawLine>,
}

/// A law in words.
struct LawLine {
    jurisdiction: &'static str,
    name: &'static str,
    week: String,
    cap: Option<String>,
    source: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "frequency.html")]
struct FrequencyPage {
    w: &'static Words,
    frame: Frame,
    version: u64,
    faults: Faults,
    smart_sending_hours: String,
    max_texts_per_hour: String,
}

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    w: &'static Words,
    frame: Frame,
    version: u64,
    faults: Faults,
    contact: String,
    portal_url: String,
    link_host: String,
    links_as_written: bool,
    fold_typography: bool,
}

/// What is typed on the page of contact and links.
#[derive(Clone)]
struct TypedContact {
    contact: String,
    portal_url: String,
    link_host: String,
    links_as_written: bool,
    fold_typography: bool,
}

pub(super) async fn list(Port(app): Port<App>, visit: Visit) -> Response {
    let (settings, w) = (&visit.store.settings, &EN.sms);
    let row = |name, icon, value: String, path: &str| Row {
        name,
        icon,
        wanting: false,
        value,
        address: visit.at(&format!("/settings/sms/{path}")),
    };
    let scope = match settings.law_scope {
        LawScope::Promotional => w.laws_promotional,
        LawScope::All => w.laws_all,
    };
    let contact = settings.contact.as_ref().map_or(w.no_contact, |contact| contact.as_str());
    let rows = vec![
        row(EN.sender.title, "send", sender::short(&app, &visit.store), "sender"),
        row(EN.quiet_hours.title, "moon", quiet_hours::short(settings.quiet_hours), "quiet-hours"),
        row(EN.laws.title, "shield", scope.to_owned(), "laws"),
        row(EN.frequency.title, "clock", frequency(settings), "frequency"),
        Row {
            wanting: settings.contact.is_none(),
            ..row(EN.contact.title, "message-circle", contact.to_owned(), "contact")
        },
    ];
    let frame = visit.frame(Section::Settings, EN.settings.title);
    Page(SmsPage { w: &EN, frame, tabs: Tab::Sms.all(&visit), rows }).into_response()
}

fn frequency(settings: &StoreSettings) -> String {
    (EN.say.frequency)(settings.max_texts_per_hour.into(), settings.smart_sending_hours.into())
}

pub(super) async fn show_laws(visit: Visit, Query(options): Query<Fields>) -> Response {
    let (settings, state) = (&visit.store.settings, State::new(&visit, EN.laws.title, &options));
    let all = settings.law_scope == LawScope::All;
    Page(laws_page(all, &settings.voice_laws, state)).into_response()
}

pub(super) async fn save_laws(
    Port(app): Port<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let all = fields.get("law_scope") == Some("all");
    let chosen: BTreeSet<_> = fields.all("voice_laws").map(str::to_owned).collect();
    let wanted = SettingsEdit {
        law_scope: Some(if all { LawScope::All } else { LawScope::Promotional }),
        voice_laws: Some(chosen.clone()),
        ..SettingsEdit::default()
    };
    let place = (EN.laws.title, "/settings/sms/laws");
    save(&app, &visit, place, &fields, wanted, |_, state| Page(laws_page(all, &chosen, state))).await
}

fn laws_page(all_messages: bool, chosen: &BTreeSet<String>, state: State) -> LawsPage {
    let State { frame, version, faults } = state;
    let of = |basis| {
        let laws = laws::list().iter().filter(move |law| law.basis == basis);
        laws.map(|law| LawLine::of(law, chosen)).collect()
    };
    LawsPage {
        w: &EN,
        frame,
        version,
        faults,
        all_messages,
        in_force: of(Basis::Text),
        to_choose: of(Basis::Voice),
    }
}

impl LawLine {
    fn of(law: &'static Law, chosen: &BTreeSet<String>) -> Self {
        let hours = |hours: OpenHours| {
            (EN.say.from_to)(&time_of_day(hours.from.time()), &time_of_day(hours.to.time()))
        };
        let day = |open: Option<OpenHours>| open.map_or_else(|| EN.laws.closed.to_owned(), hours);
        let week = law.week;
        let (weekdays, saturday, sunday) = (hours(week.weekdays), day(week.saturday), day(week.sunday));
        Self {
            jurisdiction: &law.jurisdiction,
            name: &law.name,
            week: (EN.say.week)(&weekdays, &saturday, &sunday, week.closed_on_holidays),
            cap: law.most_a_day.map(|most| (EN.say.law_cap)(most.into())),
            source: &law.source,
            chosen: chosen.contains(&law.jurisdiction),
        }
    }
}

pub(super) async fn show_frequency(visit: Visit, Query(options): Query<Fields>) -> Response {
    let (settings, state) = (&visit.store.settings, State::new(&visit, EN.frequency.title, &options));
    let typed = (settings.smart_sending_hours.to_string(), settings.max_texts_per_hour.to_string());
    Page(frequency_page(typed, state)).into_response()
}

pub(super) async fn save_frequency(
    Port(app): Port<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let typed = (fields.text("smart_sending_hours"), fields.text("max_texts_per_hour"));
    // What is no number is out of every range, so that the check names the right one.
    let number = |text: &str| Some(text.trim().parse().unwrap_or(u8::MAX));
    let wanted = SettingsEdit {
        smart_sending_hours: number(&typed.0),
        max_texts_per_hour: number(&typed.1),
        ..SettingsEdit::default()
    };
    let place = (EN.frequency.title, "/settings/sms/frequency");
    save(&app, &visit, place, &fields, wanted, |_, state| Page(frequency_page(typed, state))).await
}

fn frequency_page(
    (smart_sending_hours, max_texts_per_hour): (String, String),
    state: State,
) -> FrequencyPage {
    let State { frame, version, faults } = state;
    FrequencyPage { w: &EN, frame, version, faults, smart_sending_hours, max_texts_per_hour }
}

pub(super) async fn show_contact(visit: Visit, Query(options): Query<Fields>) -> Response {
    let (settings, state) = (&visit.store.settings, State::new(&visit, EN.contact.title, &options));
    let kept = TypedContact {
        contact: settings.contact.as_ref().map(ToString::to_string).unwrap_or_default(),
        portal_url: settings.portal_url.clone().unwrap_or_default(),
        link_host: settings.link_host.clone().unwrap_or_default(),
        links_as_written: settings.links == LinkForm::AsWritten,
        fold_typography: settings.fold_typography,
    };
    Page(contact_page(kept, state)).into_response()
}

pub(super) async fn save_contact(
    Port(app): Port<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let typed = TypedContact {
        contact: fields.text("contact"),
        portal_url: fields.text("portal_url"),
        link_host: fields.text("link_host"),
        links_as_written: fields.has("links_as_written"),
        fold_typography: fields.has("fold_typography"),
    };
    let wanted = SettingsEdit {
        contact: Change::To(fields.given("contact")),
        portal_url: Change::To(fields.given("portal_url")),
        link_host: Change::To(fields.given("link_host")),
        links: Some(if typed.links_as_written { LinkForm::AsWritten } else { LinkForm::Short }),
        fold_typography: Some(typed.fold_typography),
        ..SettingsEdit::default()
    };
    let place = (EN.contact.title, "/settings/sms/contact");
    save(&app, &visit, place, &fields, wanted, |_, state| Page(contact_page(typed, state))).await
}

fn contact_page(typed: TypedContact, state: State) -> ContactPage {
    let State { frame, version, faults } = state;
    let TypedContact { contact, portal_url, link_host, links_as_written, fold_typography } = typed;
    ContactPage {
        w: &EN,
        frame,
        version,
        faults,
        contact,
        portal_url,
        link_host,
        links_as_written,
        fold_typography,
    }
}
