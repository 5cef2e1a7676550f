//! A campaign's editor: its text as it reads on a phone, whom it is for, and when it is sent.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_domain::{campaign::edit::CampaignEdit, link::LinkForm, template::CAMPAIGN_TAGS};

use super::made;
use crate::{
    access::Form,
    app::App,
    pages::{
        failure::{Failure, told},
        fields::{Faults, Fields},
        flow::{Meter, Piece, TagButton, mended, pieces},
        flows::Choice,
        frame::{Frame, NoticeKind, Section, initial},
        html::Page,
        moments::short_day,
        refused, see_other,
        visit::{Key, Query, Visit},
    },
    use_cases::{
        campaigns::{
            self, CampaignError,
            view::{CampaignStage, CampaignView},
        },
        segments,
        test_text::{self, TestError, TestText},
    },
    words::{EN, Words},
};

/// The field with the text.
const TEMPLATE: &str = "template";

#[derive(Template)]
#[template(path = "campaign.html")]
struct CampaignPage {
    w: &'static Words,
    frame: Frame,
    /// The draft that is edited: where it is, and its version; absent while it is new.
    saved: Option<(String, u64)>,
    initial: String,
    typed: Typed,
    segments: Vec<Choice>,
    tags: Vec<TagButton>,
    preview: Shown,
    faults: Faults,
}

/// The parts of the page that follow what is typed.
#[derive(Template)]
#[template(path = "campaign_fragment.html")]
struct Fragment {
    w: &'static Words,
    frame: Frame,
    preview: Shown,
}

/// How the text reads, and what it costs.
struct Shown {
    meter: Meter,
    pieces: Vec<Piece>,
    under: String,
}

/// A campaign as it is typed.
#[derive(Clone, Default)]
struct Typed {
    name: String,
    segment: String,
    template: String,
    is_planned: bool,
    at: String,
    links_as_written: bool,
    test_to: String,
}

impl Typed {
    fn of(campaign: &CampaignView) -> Self {
        let at = Some(campaign.send_at.as_str()).filter(|at| *at != "now");
        Self {
            name: campaign.name.clone(),
            segment: campaign.segment.as_ref().map(ToString::to_string).unwrap_or_default(),
            template: campaign.template.clone(),
            is_planned: at.is_some(),
            // Seconds are no matter, and browsers would show them.
            at: at.and_then(|at| at.get(..16)).unwrap_or_default().to_owned(),
            links_as_written: campaign.links == LinkForm::AsWritten,
            test_to: String::new(),
        }
    }

    fn read(fields: &Fields) -> Self {
        Self {
            name: fields.text("name"),
            segment: fields.text("segment"),
            template: fields.text(TEMPLATE),
            is_planned: fields.get("when") == Some("planned"),
            at: fields.text("at"),
            links_as_written: fields.has("links_as_written"),
            test_to: fields.text("test_to"),
        }
    }

    const fn links(&self) -> LinkForm {
        if self.links_as_written { LinkForm::AsWritten } else { LinkForm::Short }
    }

    fn edit(&self) -> CampaignEdit {
        CampaignEdit {
            name: self.name.clone(),
            segment: Some(self.segment.clone()).filter(|segment| !segment.is_empty()),
            template: self.template.clone(),
            send_at: if self.is_planned { self.at.clone() } else { "now".to_owned() },
            links: self.links(),
        }
    }

    /// Changes the text by what a button asks for: a merge tag at its end, or a warning mended.
    fn reshape(&mut self, app: &App, visit: &Visit, deed: &str) {
        let mut parts = deed.split(':');
        let (kind, name) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
        match kind {
            "insert" => {
                let tag = CAMPAIGN_TAGS.iter().find(|tag| tag.name == name);
                self.template.extend(tag.map(|tag| format!(" {}", TagButton::from(*tag).inserts)));
            }
            "mend" => {
                let made = made(app, visit, &self.template, self.links());
                let mended = made.ok().and_then(|made| mended(&made.warnings, &self.template, name));
                self.template = mended.unwrap_or_else(|| self.template.clone());
            }
            _ => {}
        }
    }
}

impl Shown {
    fn of(app: &App, visit: &Visit, typed: &Typed) -> Self {
        match made(app, visit, &typed.template, typed.links()) {
            Ok(made) => Self {
                pieces: pieces(&made.body),
                under: (EN.say.size)(made.segments.into(), made.cost),
                meter: Meter::of(TEMPLATE.to_owned(), made),
            },
            Err(error) => {
                let fault = crate::pages::fields::sentence(&error.0.to_string());
                let fault = Some(fault).filter(|_| !typed.template.trim().is_empty());
                Self {
                    pieces: Vec::new(),
                    under: String::new(),
                    meter: Meter::broken(TEMPLATE.to_owned(), fault),
                }
            }
        }
    }
}

/// A new campaign. `segment` of the address is for whom it is.
pub(super) async fn show_new(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Fields>,
) -> Response {
    let template = "{{ store_name }}: \nReply STOP to opt out".to_owned();
    let name = (EN.say.campaign_of)(&short_day(app.clock.now(), &visit.store.settings.zone()));
    let typed = Typed { name, segment: options.text("segment"), template, ..Typed::default() };
    Page(page(&app, &visit, None, typed, Faults::default())).into_response()
}

/// A draft. What was launched is shown instead.
pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Query(options): Query<Fields>,
) -> Result<Response, Failure> {
    let campaign = campaigns::show(&app, &visit.store, &key).await?.campaign;
    if campaign.state != CampaignStage::Draft {
        return Ok(see_other(&visit.at(&format!("/campaigns/{key}"))));
    }
    let mut page = page(&app, &visit, Some(&campaign), Typed::of(&campaign), Faults::default());
    page.frame = page.frame.maybe_saying(options.has("done").then_some(EN.campaigns.saved));
    Ok(Page(page).into_response())
}

/// Creates the draft.
pub(super) async fn create(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let typed = Typed::read(&fields);
    if let Some(page) = reshaped(&app, &visit, None, &fields, &typed).await {
        return Ok(page);
    }
    match campaigns::create(&app, &visit.author(), &visit.store, typed.edit()).await {
        Ok(saved) => Ok(next(&visit, &fields, saved.outcome.key.as_str())),
        Err(error) => Ok(refuse(&app, &visit, None, typed, error)),
    }
}

/// Saves the draft.
pub(super) async fn save(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let campaign = campaigns::show(&app, &visit.store, &key).await?.campaign;
    let typed = Typed::read(&fields);
    if let Some(page) = reshaped(&app, &visit, Some(&campaign), &fields, &typed).await {
        return Ok(page);
    }
    let author = visit.author().having_seen(fields.get("version").and_then(|text| text.parse().ok()));
    match campaigns::edit(&app, &author, &visit.store, &key, typed.edit()).await {
        Ok(_) => Ok(next(&visit, &fields, &key)),
        Err(error) => Ok(refuse(&app, &visit, Some(&campaign), typed, error)),
    }
}

/// Where a saved draft leads: to its review, unless it was only to be saved.
fn next(visit: &Visit, fields: &Fields, key: &str) -> Response {
    let to = if fields.get("do") == Some("save") { "edit?done=saved" } else { "review" };
    see_other(&visit.at(&format!("/campaigns/{key}/{to}")))
}

/// The form again, where a button asked for a change of the text, for a test, or for the preview only.
async fn reshaped(
    app: &App,
    visit: &Visit,
    campaign: Option<&CampaignView>,
    fields: &Fields,
    typed: &Typed,
) -> Option<Response> {
    let deed = fields.get("do").filter(|deed| !["save", "review"].contains(deed))?;
    let mut typed = typed.clone();
    if deed == "test" {
        return Some(test(app, visit, campaign, typed).await);
    }
    typed.reshape(app, visit, deed);
    Some(Page(page(app, visit, campaign, typed, Faults::default())).into_response())
}

/// Sends the text as it is here to a phone of the merchant's.
async fn test(app: &App, visit: &Visit, campaign: Option<&CampaignView>, typed: Typed) -> Response {
    let wanted = TestText {
        template: typed.template.clone(),
        trigger: None,
        to: typed.test_to.clone(),
        tags: None,
        links: typed.links(),
    };
    let Err(error) = test_text::send(app, &visit.store, wanted).await else {
        let mut page = page(app, visit, campaign, typed, Faults::default());
        page.frame = page.frame.saying(NoticeKind::Good, EN.flow.test_sent);
        return Page(page).into_response();
    };
    let mut faults = Faults::default();
    let field = if matches!(error, TestError::Template(_)) { TEMPLATE } else { "test_to" };
    faults.add(field, told(&error));
    refused(Page(page(app, visit, campaign, typed, faults)))
}

fn refuse(
    app: &App,
    visit: &Visit,
    campaign: Option<&CampaignView>,
    typed: Typed,
    error: CampaignError,
) -> Response {
    match error {
        CampaignError::Invalid(faults) => {
            refused(Page(page(app, visit, campaign, typed.clone(), at_fields(faults, &typed))))
        }
        CampaignError::Stale(current) => {
            // What was typed is kept, over the version that there is now.
            let mut page = page(app, visit, current.as_deref(), typed, Faults::default());
            page.frame = page.frame.saying(NoticeKind::Warn, EN.campaigns.stale);
            refused(Page(page))
        }
        error => {
            let mut page = page(app, visit, campaign, typed, Faults::default());
            page.frame = page.frame.saying(NoticeKind::Bad, told(&error));
            refused(Page(page))
        }
    }
}

/// The time has a field of its own on the page.
fn at_fields(faults: Vec<rechime_domain::flow::edit::FieldFault>, typed: &Typed) -> Faults {
    let mut told = Faults::default();
    for fault in faults {
        match fault.field.as_str() {
            "send_at" if typed.at.trim().is_empty() => told.add("at", EN.campaigns.fault_at),
            "send_at" => told.add("at", fault.detail),
            field => told.add(field, fault.detail),
        }
    }
    told
}

/// How the text reads while one types.
pub(super) async fn preview_fragment(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Response {
    let preview = Shown::of(&app, &visit, &Typed::read(&fields));
    let frame = visit.frame(Section::Campaigns, EN.campaigns.new);
    Page(Fragment { w: &EN, frame, preview }).into_response()
}

fn page(
    app: &App,
    visit: &Visit,
    campaign: Option<&CampaignView>,
    typed: Typed,
    faults: Faults,
) -> CampaignPage {
    let title = campaign.map_or_else(|| EN.campaigns.new.to_owned(), |campaign| campaign.name.clone());
    let everybody = (String::new(), EN.campaigns.everybody.to_owned());
    let of_store = segments::list(&visit.store);
    let of_store = of_store.into_iter().map(|segment| (segment.key.to_string(), segment.name));
    let choice = |(value, name): (String, String)| Choice { selected: value == typed.segment, value, name };
    let mut preview = Shown::of(app, visit, &typed);
    preview.meter.fault = faults.of(TEMPLATE).or(preview.meter.fault);
    CampaignPage {
        w: &EN,
        frame: visit.frame(Section::Campaigns, title),
        saved: campaign.map(|campaign| (visit.at(&format!("/campaigns/{}", campaign.key)), campaign.version)),
        initial: initial(&visit.store.settings.name),
        segments: std::iter::once(everybody).chain(of_store).map(choice).collect(),
        tags: CAMPAIGN_TAGS.iter().map(|tag| TagButton::from(*tag)).collect(),
        preview,
        typed,
        faults,
    }
}
