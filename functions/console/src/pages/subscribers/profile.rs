//! One subscriber: consent and its ledger, address and time zone.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_domain::{
    consent::{ConsentStatus, Wording},
    place::Address,
    profile::Profile,
};

use super::{ConsentWord, person, source};
use crate::{
    access::Form,
    app::App,
    pages::{
        failure::{Failure, told},
        fields::{Faults, Fields, sentence},
        frame::{Frame, NoticeKind, Section},
        html::Page,
        moments::day_and_clock,
        refused, see_other,
        visit::{Key, Query, Visit},
    },
    use_cases::subscribers::{
        self, SubscriberError,
        edit::{StatedSource, SubscriberEdit},
        ledger,
        view::SubscriberView,
    },
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "subscriber.html")]
struct ProfilePage {
    w: &'static Words,
    frame: Frame,
    phone: String,
    address: String,
    consent: ConsentWord,
    can_opt_in: bool,
    can_opt_out: bool,
    ledger: Vec<LedgerLine>,
    events: Vec<person::Line>,
    has_more: bool,
    form: ProfileForm,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "subscriber_new.html")]
struct NewPage {
    w: &'static Words,
    frame: Frame,
    phone: String,
    agreed: bool,
    wording: String,
    form: ProfileForm,
    faults: Faults,
}

struct LedgerLine {
    consent: ConsentWord,
    told: String,
    wording: Option<String>,
}

/// A profile as it is typed.
struct ProfileForm {
    country: String,
    province: String,
    zip: String,
    time_zone: String,
}

impl ProfileForm {
    fn of(profile: &Profile) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let Address { country, province, zip } = &profile.address;
        Self {
            country: text(country),
            province: text(province),
            zip: text(zip),
            time_zone: text(&profile.time_zone),
        }
    }

    fn read(fields: &Fields) -> Self {
        Self {
            country: fields.text("country"),
            province: fields.text("province"),
            zip: fields.text("zip"),
            time_zone: fields.text("time_zone"),
        }
    }

    fn profile(&self) -> Profile {
        let given = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Profile {
            time_zone: given(&self.time_zone),
            address: Address {
                country: given(&self.country),
                province: given(&self.province),
                zip: given(&self.zip),
            },
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Key(phone): Key,
    Query(options): Query<Fields>,
) -> Result<Response, Failure> {
    let found = find(&app, &visit, &phone).await?;
    let done = match options.get("done") {
        Some("out") => Some(EN.subscribers.opted_out),
        Some(_) => Some(EN.subscribers.saved),
        None => None,
    };
    let frame = frame(&visit, &found).maybe_saying(done);
    let form = ProfileForm::of(&found.profile);
    Ok(Page(page(&app, &visit, found, frame, form, Faults::default()).await?).into_response())
}

/// What is no phone number is nobody's address.
async fn find(app: &App, visit: &Visit, phone: &str) -> Result<SubscriberView, Failure> {
    match subscribers::show(app, &visit.store, phone).await {
        Err(SubscriberError::Phone(_)) => Err(Failure::not_found()),
        found => Ok(found?),
    }
}

fn frame(visit: &Visit, subscriber: &SubscriberView) -> Frame {
    visit.frame(Section::Subscribers, super::spelled(&subscriber.phone))
}

/// Opts out, opts in, or changes the profile. What the form does not say stays as it is.
pub(super) async fn save(
    State(app): State<App>,
    visit: Visit,
    Key(phone): Key,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let found = find(&app, &visit, &phone).await?;
    let deed = fields.get("do").unwrap_or_default();
    let form = if deed == "profile" { ProfileForm::read(&fields) } else { ProfileForm::of(&found.profile) };
    let consent = match deed {
        "opt-out" => ConsentStatus::Unsubscribed,
        "opt-in" => ConsentStatus::Subscribed,
        _ => found.consent,
    };
    let edit = SubscriberEdit {
        consent,
        consent_source: StatedSource::Merchant,
        consent_wording: Wording::cut(&fields.text("wording")),
        profile: form.profile(),
    };
    match subscribers::edit(&app, &visit.author(), &visit.store, &phone, edit).await {
        Ok(_) => {
            let done = if deed == "opt-out" { "out" } else { "saved" };
            Ok(see_other(&format!("{}?done={done}", super::address(&visit, &found))))
        }
        Err(error) => {
            let (faults, problem) = split(&error);
            let mut frame = frame(&visit, &found);
            if let Some(problem) = problem {
                frame = frame.saying(NoticeKind::Bad, problem);
            }
            Ok(refused(Page(page(&app, &visit, found, frame, form, faults).await?)))
        }
    }
}

/// What is wrong with a field, and what is wrong besides.
fn split(error: &SubscriberError) -> (Faults, Option<String>) {
    let mut faults = Faults::default();
    match error {
        SubscriberError::Profile(fault) => {
            let field = match fault {
                rechime_domain::profile::ProfileError::TimeZone(_) => "time_zone",
                rechime_domain::profile::ProfileError::Country(_) => "country",
                rechime_domain::profile::ProfileError::TooLong(field) => field.name(),
            };
            faults.add(field, fault.to_string());
            (faults, None)
        }
        SubscriberError::Phone(_) => {
            faults.add("phone", error.to_string());
            (faults, None)
        }
        error => (faults, Some(told(error))),
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    found: SubscriberView,
    frame: Frame,
    form: ProfileForm,
    faults: Faults,
) -> Result<ProfilePage, Failure> {
    let phone = found.phone.as_str().to_owned();
    let (zone, now) = (visit.store.settings.zone(), app.clock.now());
    let (lines, latest) =
        futures::join!(ledger::show(app, &visit.store, &phone), person::latest(app, visit, &phone));
    let (lines, (events, has_more)) = (lines?, latest?);
    let line = |line: &ledger::LedgerLine| LedgerLine {
        consent: line.status.into(),
        told: format!("{}, {}", source(line.source), day_and_clock(line.since, now, &zone)),
        wording: line.wording.as_ref().map(|wording| wording.as_str().to_owned()),
    };
    Ok(ProfilePage {
        w: &EN,
        frame,
        consent: found.consent.into(),
        can_opt_in: matches!(found.consent, ConsentStatus::Unknown | ConsentStatus::Void),
        can_opt_out: found.consent != ConsentStatus::Unsubscribed,
        ledger: lines.iter().rev().map(line).collect(),
        events,
        has_more,
        address: super::address(visit, &found),
        phone: super::spelled(&found.phone),
        form,
        faults,
    })
}

pub(super) async fn show_new(visit: Visit, Query(fields): Query<Fields>) -> Response {
    Page(new_page(&visit, &fields, Faults::default())).into_response()
}

fn new_page(visit: &Visit, fields: &Fields, faults: Faults) -> NewPage {
    NewPage {
        w: &EN,
        frame: visit.frame(Section::Subscribers, EN.subscribers.add),
        phone: fields.text("phone"),
        agreed: fields.has("agreed"),
        wording: fields.text("wording"),
        form: ProfileForm::read(fields),
        faults: faults
            .0
            .into_iter()
            .map(|fault| rechime_domain::flow::edit::FieldFault { detail: sentence(&fault.detail), ..fault })
            .collect::<Vec<_>>()
            .into(),
    }
}

pub(super) async fn add(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let phone = fields.text("phone");
    let agreed = fields.has("agreed");
    let edit = SubscriberEdit {
        consent: if agreed { ConsentStatus::Subscribed } else { ConsentStatus::Unknown },
        consent_source: StatedSource::Merchant,
        consent_wording: Wording::cut(&fields.text("wording")),
        profile: ProfileForm::read(&fields).profile(),
    };
    match subscribers::edit(&app, &visit.author(), &visit.store, &phone, edit).await {
        Ok(saved) => Ok(see_other(&format!("{}?done=saved", super::address(&visit, &saved)))),
        Err(error) => {
            let (faults, problem) = split(&error);
            let mut page = new_page(&visit, &fields, faults);
            if let Some(problem) = problem {
                page.frame = page.frame.saying(NoticeKind::Bad, problem);
            }
            Ok(refused(Page(page)))
        }
    }
}
