//! The editor's pages as templates see them.

use askama::Template;
use rechime_domain::{
    facts::FactKind,
    flow::{Flow, FlowStatus, QuietHoursPolicy},
    message_kind::MessageKind,
    profile::ProfileField,
    settings::StoreSettings,
    template,
    trigger::Trigger,
    truth,
};

use rechime_store::StoreError;

use super::{
    condition::{COMPARISONS, ConditionForm, DEEDS, SEGMENTS},
    form::{FlowForm, Span, Unit},
    person::Viewers,
    preview::{self, Bubble, Meter, Shown, TagButton, Viewer},
};
use crate::{
    app::App,
    pages::{
        fields::{Faults, Fields},
        flows::{Choice, status, trigger_words},
        frame::{Frame, Section, initial},
        visit::Visit,
    },
    words::{EN, Words},
};

/// The editor's state: what is typed, what is wrong with it, and as whom it is previewed.
pub(super) struct Editor {
    pub(super) form: FlowForm,
    pub(super) faults: Faults,
    /// The message that is open.
    pub(super) open: Option<usize>,
    pub(super) viewers: Viewers,
    /// The phone that tests go to.
    pub(super) test_to: String,
}

impl Editor {
    pub(super) fn read(fields: &Fields, flow: &Flow) -> Self {
        Self {
            form: FlowForm::read(fields, flow),
            faults: Faults::default(),
            open: fields.get("open").and_then(|text| text.parse().ok()),
            viewers: Viewers::read(fields),
            test_to: fields.text("test_to"),
        }
    }

    /// Opens the first message that has a fault.
    pub(super) fn with_faults(self, faults: Faults) -> Self {
        let place = |field: &str| field.strip_prefix("steps.")?.split('.').next()?.parse().ok();
        let open = faults.0.iter().find_map(|fault| place(&fault.field)).or(self.open);
        Self { faults, open, ..self }
    }

    /// Puts a merge tag at the end of a text.
    pub(super) fn insert(&mut self, field: &str, name: &str, trigger: Trigger) {
        let tag = preview::tags(trigger).into_iter().find(|tag| tag.name == name);
        if let (Some(text), Some(tag)) = (self.form.text_mut(field), tag) {
            if text.ends_with(|letter: char| !letter.is_whitespace()) {
                text.push(' ');
            }
            text.push_str(&tag.inserts);
        }
    }

    /// Mends what a warning is about.
    pub(super) fn mend(&mut self, field: &str, kind: &str, trigger: Trigger, settings: &StoreSettings) {
        let tags = self.viewers.tags(trigger);
        if let Some(text) = self.form.text_mut(field)
            && let Some(mended) = preview::mend(settings, trigger, tags, text, kind)
        {
            *text = mended;
        }
    }
}

/// The page of a flow.
#[derive(Template)]
#[template(path = "flow.html")]
pub(super) struct FlowPage {
    w: &'static Words,
    frame: Frame,
    key: String,
    is_default: bool,
    is_active: bool,
    is_saved: bool,
    state: &'static str,
    state_icon: &'static str,
    class: &'static str,
    trigger: &'static str,
    trigger_icon: &'static str,
    initial: String,
    version: u64,
    name: String,
    steps: Vec<StepView>,
    bubbles: Vec<Bubble>,
    tags: Vec<TagButton>,
    samples: Vec<Choice>,
    recent: Vec<Choice>,
    /// Real events, which the form carries.
    events: Vec<String>,
    quiet_hours: Vec<Choice>,
    kinds: Vec<Choice>,
    lifetime: SpanView,
    audience: ConditionView,
    exits: Vec<Choice>,
    each_retry: Option<bool>,
    settings_open: bool,
    open: Option<usize>,
    test_to: String,
    faults: Faults,
}

/// The parts of a flow's page that follow what is typed.
#[derive(Template)]
#[template(path = "flow_fragment.html")]
pub(super) struct Fragment {
    pub(super) page: FlowPage,
}

/// One message in the editor.
struct StepView {
    place: usize,
    id: Option<u8>,
    title: String,
    summary: String,
    wait: String,
    open: bool,
    texts: Vec<TextView>,
    delay: SpanView,
    when: ConditionView,
    alternatives: String,
    has_alternatives: bool,
    can_be_removed: bool,
}

/// A text of a message: its own, or an alternative.
struct TextView {
    field: String,
    label: String,
    template: String,
    percent: Option<(String, String)>,
    index: usize,
    meter: Meter,
}

struct SpanView {
    field: String,
    amount: String,
    units: Vec<Choice>,
}

/// A condition's rows, and what each may be about.
struct ConditionView {
    field: String,
    is_empty: bool,
    open: bool,
    any: bool,
    raw: Option<String>,
    rows: Vec<RowView>,
}

struct RowView {
    place: usize,
    groups: Vec<(&'static str, Vec<Choice>)>,
    comparisons: Vec<Choice>,
    value: String,
}

impl FlowPage {
    pub(super) async fn new(
        app: &App,
        visit: &Visit,
        flow: &Flow,
        editor: Editor,
        frame: Frame,
    ) -> Result<Self, StoreError> {
        let (settings, now) = (&visit.store.settings, app.clock.now());
        let Editor { form, faults, open, viewers, test_to } = editor;
        let person = viewers.person(app, &visit.store, flow.trigger).await?;
        let Shown { bubbles, meters } = Viewer { settings, person: &person, now, open }.show(&form, flow);
        let (samples, recent) = viewers.choices(&visit.store, now);
        let (state, state_icon, class) = status(flow.status);
        let (trigger, trigger_icon) = trigger_words(flow.trigger);
        let retries = flow.trigger == Trigger::ChargeWillBeRetried;
        let of_settings = ["name", "audience", "expires_after_minutes", "exit_on", "each_retry"];
        Ok(Self {
            w: &EN,
            frame,
            key: flow.id.as_str().to_owned(),
            is_default: flow.is_default(),
            is_active: flow.status == FlowStatus::Active,
            is_saved: form.fields() == FlowForm::of(flow).fields(),
            state,
            state_icon,
            class,
            trigger,
            trigger_icon,
            initial: initial(&settings.name),
            version: form.version,
            name: form.name.clone(),
            steps: steps(&form, flow.trigger, &bubbles, meters, open, &faults),
            bubbles,
            tags: preview::tags(flow.trigger),
            samples,
            recent,
            events: viewers.carried(),
            quiet_hours: quiet_hours(form.quiet_hours),
            kinds: kinds(form.kind),
            lifetime: SpanView::of("expires_after_minutes", &form.lifetime),
            audience: ConditionView::of("audience", &form.audience, flow.trigger, &faults),
            exits: exits(flow.trigger, &form),
            each_retry: retries.then_some(form.each_retry),
            settings_open: of_settings.iter().any(|field| faults.invalid(field)) || !form.audience.is_empty(),
            open,
            test_to,
            faults,
        })
    }
}

fn steps(
    form: &FlowForm,
    trigger: Trigger,
    bubbles: &[Bubble],
    meters: Vec<Meter>,
    open: Option<usize>,
    faults: &Faults,
) -> Vec<StepView> {
    let mut meters = meters.into_iter();
    let view = |(place, step): (usize, &super::form::StepForm)| {
        let own = TextView {
            field: format!("steps.{place}.template"),
            label: if step.alternatives.is_empty() {
                EN.flow.text.to_owned()
            } else {
                (EN.say.text_of_percent)(0, &rest(step))
            },
            template: step.template.clone(),
            percent: None,
            index: 0,
            meter: meters.next()?,
        };
        let mut texts = vec![own];
        for (index, other) in step.alternatives.iter().enumerate() {
            let field = format!("steps.{place}.alternatives.{index}");
            texts.push(TextView {
                field: format!("{field}.template"),
                label: (EN.say.text_of_percent)(index + 1, &other.percent),
                template: other.template.clone(),
                percent: Some((format!("{field}.percent"), other.percent.clone())),
                index,
                meter: meters.next()?,
            });
        }
        Some(StepView {
            place,
            id: step.id,
            title: (EN.say.message)(place + 1),
            summary: summary(bubbles, place, &step.template),
            wait: wait(&step.delay),
            open: open == Some(place),
            alternatives: format!("steps.{place}.alternatives"),
            has_alternatives: !step.alternatives.is_empty(),
            can_be_removed: form.steps.len() > 1,
            texts,
            delay: SpanView::of(&format!("steps.{place}.delay_minutes"), &step.delay),
            when: ConditionView::of(&format!("steps.{place}.when"), &step.when, trigger, faults),
        })
    };
    form.steps.iter().enumerate().filter_map(view).collect()
}

/// A message as it reads, or its template if it makes no text.
fn summary(bubbles: &[Bubble], place: usize, template: &str) -> String {
    let own = bubbles.iter().find(|bubble| bubble.place == place && bubble.broken.is_none());
    let text = own.map(|own| own.pieces.iter().map(|piece| piece.text.as_str()).collect());
    text.unwrap_or_else(|| template.to_owned())
}

/// The percent that are left for a step's own text.
fn rest(step: &super::form::StepForm) -> String {
    let others: u32 = step.alternatives.iter().filter_map(|other| other.percent.parse::<u32>().ok()).sum();
    100_u32.saturating_sub(others).to_string()
}

fn wait(delay: &Span) -> String {
    match delay.minutes("", &mut Faults::default()) {
        None | Some(0) => EN.flow.at_once.to_owned(),
        Some(minutes) => (EN.say.after)(&(EN.say.duration)(minutes.into())),
    }
}

fn choice(value: &str, name: &str, selected: bool) -> Choice {
    Choice { value: value.to_owned(), name: name.to_owned(), selected }
}

fn quiet_hours(chosen: QuietHoursPolicy) -> Vec<Choice> {
    let w = &EN.flow;
    [
        ("hold", w.quiet_hold, QuietHoursPolicy::Hold),
        ("send_anyway", w.quiet_send, QuietHoursPolicy::SendAnyway),
        ("drop", w.quiet_drop, QuietHoursPolicy::Drop),
    ]
    .map(|(value, name, policy)| choice(value, name, policy == chosen))
    .into()
}

fn kinds(chosen: MessageKind) -> Vec<Choice> {
    let w = &EN.flow;
    [
        ("transactional", w.transactional, MessageKind::Transactional),
        ("promotional", w.promotional, MessageKind::Promotional),
    ]
    .map(|(value, name, kind)| choice(value, name, kind == chosen))
    .into()
}

fn exits(trigger: Trigger, form: &FlowForm) -> Vec<Choice> {
    let exit = |kind: &FactKind| choice(kind.key(), kind.words(), form.exit_on.contains(kind));
    truth::can_end(trigger).iter().map(exit).collect()
}

impl SpanView {
    fn of(field: &str, span: &Span) -> Self {
        let name = |unit| match unit {
            Unit::Minutes => EN.flow.minutes,
            Unit::Hours => EN.flow.hours,
            Unit::Days => EN.flow.days,
        };
        let units = Unit::ALL.map(|unit| choice(unit.key(), name(unit), unit == span.unit));
        Self { field: field.to_owned(), amount: span.amount.clone(), units: units.into() }
    }
}

impl ConditionView {
    fn of(field: &str, form: &ConditionForm, trigger: Trigger, faults: &Faults) -> Self {
        let rows = form.rows.iter().enumerate().map(|(place, row)| RowView {
            place,
            groups: groups(trigger, &row.field),
            comparisons: comparisons(&row.is),
            value: row.value.clone(),
        });
        Self {
            field: field.to_owned(),
            is_empty: form.is_empty(),
            open: faults.invalid(field) || !form.rows.is_empty() || form.raw.is_some(),
            any: form.any,
            raw: form.raw.clone(),
            rows: rows.collect(),
        }
    }
}

/// What a condition may be about, in groups.
fn groups(trigger: Trigger, chosen: &str) -> Vec<(&'static str, Vec<Choice>)> {
    let w = &EN.flow;
    let option = |value: String, name: &str| {
        let selected = value == chosen;
        Choice { value, name: name.to_owned(), selected }
    };
    let event = template::tags_of(trigger).iter();
    let event = event.map(|tag| option(format!("event.{}", tag.name), tag.meaning)).collect();
    let mut about: Vec<_> = ProfileField::ALL
        .map(|field| {
            let name = match field {
                ProfileField::Country => w.country,
                ProfileField::Province => w.province,
                ProfileField::Zip => w.zip,
                ProfileField::TimeZone => w.time_zone,
            };
            option(format!("subscriber.{}", field.name()), name)
        })
        .into();
    about.push(option("subscriber.consent".to_owned(), w.consent));
    let deeds = [w.received_days, w.clicked_days].into_iter().zip(DEEDS.map(|(name, _)| name));
    let segments = [w.received_ever, w.clicked_ever].into_iter().zip(SEGMENTS.map(|(name, _)| name));
    let did = deeds.chain(segments).map(|(name, value)| option(value.to_owned(), name)).collect();
    vec![(w.group_event, event), (w.group_subscriber, about), (w.group_engagement, did)]
}

fn comparisons(chosen: &str) -> Vec<Choice> {
    let w = &EN.flow;
    let names = [w.op_equal, w.op_not_equal, w.op_contains, w.op_at_least, w.op_at_most, w.op_known];
    let pairs = COMPARISONS.into_iter().zip(names);
    pairs.map(|((key, _), name)| choice(key, name, key == chosen)).collect()
}

/// Asks once more before something is done that cannot be taken back by a click.
#[derive(Template)]
#[template(path = "confirm.html")]
pub(in crate::pages) struct ConfirmPage {
    w: &'static Words,
    frame: Frame,
    back: String,
    back_name: String,
    action: String,
    title: &'static str,
    text: &'static str,
    button: &'static str,
}

impl ConfirmPage {
    pub(super) fn new(
        visit: &Visit,
        flow: &Flow,
        deed: &str,
        (title, text, button): (&'static str, &'static str, &'static str),
    ) -> Self {
        let back = visit.at(&format!("/flows/{}", flow.id));
        let action = format!("{back}/{deed}");
        Self::asking(
            visit.frame(Section::Flows, title),
            (back, flow.name.clone()),
            action,
            (title, text, button),
        )
    }

    /// `back` is where somebody goes who thinks better of it, and what that is called.
    pub(in crate::pages) fn asking(
        frame: Frame,
        (back, back_name): (String, String),
        action: String,
        (title, text, button): (&'static str, &'static str, &'static str),
    ) -> Self {
        Self { w: &EN, frame, back, back_name, action, title, text, button }
    }
}

/// Two edits of one flow, side by side.
#[derive(Template)]
#[template(path = "flow_conflict.html")]
pub(super) struct ConflictPage {
    w: &'static Words,
    frame: Frame,
    address: String,
    version: u64,
    activate: bool,
    pairs: Vec<Pair>,
    hidden: Vec<(String, String)>,
}

/// A text as somebody else saved it, and as it was typed here.
struct Pair {
    label: String,
    theirs: Option<String>,
    yours: Option<String>,
}

impl ConflictPage {
    pub(super) fn new(visit: &Visit, theirs: &Flow, form: FlowForm, frame: Frame, activate: bool) -> Self {
        let count = theirs.steps.len().max(form.steps.len());
        let pair = |place: usize| Pair {
            label: (EN.say.message)(place + 1),
            theirs: theirs.steps.get(place).map(|step| step.template.clone()),
            yours: form.steps.get(place).map(|step| step.template.clone()),
        };
        let pairs = (0..count).map(pair).filter(|pair| pair.theirs != pair.yours).collect();
        Self {
            w: &EN,
            frame,
            address: visit.at(&format!("/flows/{}", theirs.id)),
            version: theirs.version,
            activate,
            pairs,
            hidden: form.rebased(theirs).fields(),
        }
    }
}
