//! A segment's editor: its name, its tests, and how many people they describe.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_domain::{
    condition::Did,
    profile::ProfileField,
    segment::{LONGEST_NAME, edit::SegmentEdit},
};
use rechime_store::configs::{ConnectionState, StoreConfig};

use super::{
    counted,
    form::{About, ConditionForm, Group, Test, name},
    in_words, used_by,
};
use crate::{
    access::Form,
    app::App,
    pages::{
        failure::{Failure, told},
        fields::{Faults, Fields},
        flow::{COMPARISONS, comparison_names},
        flows::Choice,
        frame::{Frame, NoticeKind, Section},
        html::Page,
        refused, see_other,
        segments::in_words::{CONSENTS, about, consent, flows},
        visit::{Key, Query, Visit},
    },
    use_cases::segments::{self, SegmentError, count, view::SegmentView},
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "segment.html")]
struct SegmentPage {
    w: &'static Words,
    frame: Frame,
    /// The saved segment; absent while it is new.
    saved: Option<Saved>,
    name: String,
    any: bool,
    groups: Vec<GroupView>,
    raw: Option<String>,
    count: CountOrFault,
    faults: Faults,
}

/// The count alone.
#[derive(Template)]
#[template(path = "parts/segment_count.html")]
struct Fragment {
    count: CountOrFault,
}

/// How many people there are, or why that is not known.
enum CountOrFault {
    Count(String),
    Fault(String),
}

struct Saved {
    key: String,
    address: String,
    version: u64,
    is_built_in: bool,
    used_by: Vec<(String, String)>,
}

struct GroupView {
    place: usize,
    any: bool,
    tests: Vec<TestView>,
}

/// A test, and what may be chosen in it.
struct TestView {
    name: String,
    /// Its group and place, as buttons name them.
    place: String,
    about: Vec<(&'static str, Vec<AboutChoice>)>,
    flows: Vec<Choice>,
    days: String,
    times: String,
    comparisons: Vec<Choice>,
    value: String,
    consents: Vec<Choice>,
    /// What is wrong with it, by the field.
    faults: Vec<(String, String)>,
}

struct AboutChoice {
    choice: Choice,
    /// Which fields of the test count then.
    of: &'static str,
}

/// What somebody does with a text, and whether they did.
const DEEDS: [(Did, bool); 4] =
    [(Did::Click, true), (Did::Click, false), (Did::Receive, true), (Did::Receive, false)];

impl TestView {
    fn of(name: String, place: String, test: &Test, store: &StoreConfig, faults: &Faults) -> Self {
        let parts = ["about", "flow", "days", "times", "value"].map(|part| format!("{name}.{part}"));
        let comparisons = COMPARISONS.into_iter().zip(comparison_names());
        let choice = |value: &str, name: &str, chosen: &str| Choice {
            value: value.to_owned(),
            name: name.to_owned(),
            selected: value == chosen,
        };
        Self {
            faults: parts.into_iter().filter_map(|part| Some((part.clone(), faults.of(&part)?))).collect(),
            about: choices(&test.about, store),
            flows: flows(&test.flow, store),
            days: test.days.clone(),
            times: test.times.clone(),
            comparisons: comparisons.map(|((key, _), name)| choice(key, name, &test.is)).collect(),
            consents: CONSENTS.map(|it| choice(it.key(), consent(it.key()), &test.value)).into(),
            value: test.value.clone(),
            name,
            place,
        }
    }

    /// `true` or `false`, for `aria-invalid`.
    fn invalid(&self, part: &str) -> bool {
        self.faults.iter().any(|(field, _)| field.strip_prefix(&self.name).is_some_and(|it| it == part))
    }
}

/// What a test may be about, in groups. What people did with texts of Recharge's flows can be asked for once Recharge is
/// connected.
fn choices(chosen: &About, store: &StoreConfig) -> Vec<(&'static str, Vec<AboutChoice>)> {
    let option = |it: About, of: &'static str| {
        let choice = Choice { value: it.name(), name: about(&it), selected: it == *chosen };
        AboutChoice { choice, of }
    };
    let lately = DEEDS.map(|(did, said)| option(About::Lately(did, said), "deed"));
    let ever = DEEDS.map(|(did, said)| option(About::Ever(did, said), "ever"));
    let mut did: Vec<_> = lately.into_iter().chain(ever).collect();
    did.retain(|it| is_connected(store) || it.choice.selected);
    let fields = ProfileField::ALL.map(|field| option(About::Field(field.name().to_owned()), "field"));
    let consent = option(About::Field("consent".to_owned()), "consent");
    let who = std::iter::once(consent).chain(fields).collect();
    let w = &EN.flow;
    let groups = vec![(w.group_engagement, did), (w.group_subscriber, who)];
    groups.into_iter().filter(|(_, options): &(_, Vec<_>)| !options.is_empty()).collect()
}

fn is_connected(store: &StoreConfig) -> bool {
    store.profile.connection.state == ConnectionState::Live
}

/// What is on the page: name and tests.
struct Typed {
    name: String,
    form: ConditionForm,
}

impl Typed {
    fn read(fields: &Fields) -> Self {
        Self { name: fields.text("name"), form: ConditionForm::read(fields) }
    }

    /// What is asked for. A segment without a name is called by what it says.
    fn edit(&self, store: &StoreConfig, faults: &mut Faults) -> Option<SegmentEdit> {
        let condition = self.form.condition(faults).filter(|_| faults.is_empty())?;
        let name = if self.name.trim().is_empty() {
            in_words(&condition, store).chars().take(LONGEST_NAME).collect()
        } else {
            self.name.clone()
        };
        Some(SegmentEdit { name, condition })
    }
}

pub(super) async fn show_new(State(app): State<App>, visit: Visit) -> Response {
    let typed = Typed { name: String::new(), form: ConditionForm::first(is_connected(&visit.store)) };
    Page(page(&app, &visit, None, typed, Faults::default()).await).into_response()
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Query(options): Query<Fields>,
) -> Result<Response, Failure> {
    let segment = segments::show(&visit.store, &key)?;
    let typed = Typed { name: segment.name.clone(), form: ConditionForm::of(&segment.condition) };
    let mut page = page(&app, &visit, Some(&segment), typed, Faults::default()).await;
    page.frame = page.frame.maybe_saying(options.has("done").then_some(EN.segments.saved));
    Ok(Page(page).into_response())
}

/// Creates a segment, or changes the shape of its form.
pub(super) async fn create(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let mut typed = Typed::read(&fields);
    if let Some(page) = reshaped(&app, &visit, None, &fields, &mut typed).await {
        return Ok(page);
    }
    let mut faults = Faults::default();
    let Some(wanted) = typed.edit(&visit.store, &mut faults) else {
        return Ok(refused(Page(page(&app, &visit, None, typed, faults).await)));
    };
    match segments::create(&app, &visit.author(), &visit.store, wanted).await {
        Ok(saved) => Ok(see_other(&visit.at(&format!("/segments/{}?done=saved", saved.outcome.key)))),
        Err(error) => Ok(refuse(&app, &visit, None, typed, error).await),
    }
}

/// Saves the segment, or changes the shape of its form.
pub(super) async fn save(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let segment = segments::show(&visit.store, &key)?;
    let mut typed = Typed::read(&fields);
    if let Some(page) = reshaped(&app, &visit, Some(&segment), &fields, &mut typed).await {
        return Ok(page);
    }
    let mut faults = Faults::default();
    let Some(wanted) = typed.edit(&visit.store, &mut faults) else {
        return Ok(refused(Page(page(&app, &visit, Some(&segment), typed, faults).await)));
    };
    let seen = fields.get("version").and_then(|text| text.parse().ok());
    let author = visit.author().having_seen(seen);
    match segments::edit(&app, &author, &visit.store, &key, wanted).await {
        Ok(_) => Ok(see_other(&visit.at(&format!("/segments/{key}?done=saved")))),
        Err(error) => Ok(refuse(&app, &visit, Some(&segment), typed, error).await),
    }
}

/// The form again, where a button asked for more or fewer tests, or for the count only.
async fn reshaped(
    app: &App,
    visit: &Visit,
    segment: Option<&SegmentView>,
    fields: &Fields,
    typed: &mut Typed,
) -> Option<Response> {
    let deed = fields.get("do").filter(|deed| *deed != "save")?;
    typed.form.reshape(deed);
    let typed = Typed { name: typed.name.clone(), form: typed.form.clone() };
    let mut page = page(app, visit, segment, typed, Faults::default()).await;
    page.keep_version(fields);
    Some(Page(page).into_response())
}

async fn refuse(
    app: &App,
    visit: &Visit,
    segment: Option<&SegmentView>,
    typed: Typed,
    error: SegmentError,
) -> Response {
    match error {
        SegmentError::Invalid(faults) => refused(Page(page(app, visit, segment, typed, faults.into()).await)),
        SegmentError::Stale(current) => {
            // What was typed is kept, over the version that there is now.
            let mut page = page(app, visit, current.as_deref(), typed, Faults::default()).await;
            page.frame = page.frame.saying(NoticeKind::Warn, EN.segments.stale);
            refused(Page(page))
        }
        error => {
            let mut page = page(app, visit, segment, typed, Faults::default()).await;
            page.frame = page.frame.saying(NoticeKind::Bad, told(&error));
            refused(Page(page))
        }
    }
}

/// Counts while one types.
pub(super) async fn count_fragment(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Response {
    let count = count(&app, &visit, &ConditionForm::read(&fields)).await;
    Page(Fragment { count }).into_response()
}

async fn count(app: &App, visit: &Visit, form: &ConditionForm) -> CountOrFault {
    let mut faults = Faults::default();
    let condition = form.condition(&mut faults).filter(|_| faults.is_empty());
    let Some(condition) = condition else { return CountOrFault::Fault(EN.segments.not_counted.to_owned()) };
    match count::count(app, &visit.store, &condition).await {
        Ok(count) => CountOrFault::Count(counted(&count, visit)),
        Err(SegmentError::Invalid(_)) => CountOrFault::Fault(EN.segments.not_counted.to_owned()),
        Err(SegmentError::TooLong) => CountOrFault::Fault(EN.segments.too_long.to_owned()),
        Err(error) => CountOrFault::Fault(told(&error)),
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    segment: Option<&SegmentView>,
    typed: Typed,
    faults: Faults,
) -> SegmentPage {
    let Typed { name, form } = typed;
    let count = count(app, visit, &form).await;
    let title = segment.map_or_else(|| EN.segments.new.to_owned(), |segment| segment.name.clone());
    let groups = form.groups.iter().enumerate();
    let groups = groups.map(|(place, group)| GroupView::of(place, group, &visit.store, &faults)).collect();
    SegmentPage {
        w: &EN,
        frame: visit.frame(Section::Segments, title),
        saved: segment.map(|segment| Saved::of(segment, visit)),
        name,
        any: form.any,
        groups,
        raw: form.raw,
        count,
        faults,
    }
}

impl SegmentPage {
    const fn is_built_in(&self) -> bool {
        matches!(&self.saved, Some(Saved { is_built_in: true, .. }))
    }

    /// The version that the form was made of, which a reload of the form does not make newer.
    fn keep_version(&mut self, fields: &Fields) {
        let seen = fields.get("version").and_then(|text| text.parse().ok());
        if let (Some(saved), Some(seen)) = (&mut self.saved, seen) {
            saved.version = seen;
        }
    }
}

impl Saved {
    fn of(segment: &SegmentView, visit: &Visit) -> Self {
        Self {
            key: segment.key.to_string(),
            address: visit.at(&format!("/segments/{}", segment.key)),
            version: segment.version,
            is_built_in: segment.is_built_in,
            used_by: used_by(visit, &segment.used_by),
        }
    }
}

impl GroupView {
    fn of(place: usize, group: &Group, store: &StoreConfig, faults: &Faults) -> Self {
        let test = |(test, it): (usize, &Test)| {
            TestView::of(name(place, test), format!("{place}:{test}"), it, store, faults)
        };
        Self { place, any: group.any, tests: group.tests.iter().enumerate().map(test).collect() }
    }
}
