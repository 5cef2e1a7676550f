//! A flow's page as its template sees it.

mod choices;
mod step;

use askama::Template;
use rechime_domain::{
    flow::{Flow, FlowStatus},
    link::LinkForm,
    trigger::Trigger,
};
use rechime_store::StoreError;

use self::{
    choices::{ConditionView, SpanView, exits, kinds, quiet_hours},
    step::{StepView, steps},
};
use super::{
    editor::Editor,
    form::FlowForm,
    preview::{self, Bubble, Shown, TagButton, Viewer},
};
use crate::{
    app::App,
    pages::{
        fields::Faults,
        flows::{Choice, status, trigger_words},
        frame::{Frame, initial},
        visit::Visit,
    },
    words::{EN, Words},
};

/// The page of a flow.
#[derive(Template)]
#[template(path = "flow.html")]
#[expect(clippy::struct_excessive_bools, reason = "the template asks each of them")]
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
    links_as_written: bool,
    settings_open: bool,
    open: Option<usize>,
    test_to: String,
    /// The field to go on at; empty for none.
    focus: String,
    faults: Faults,
}

/// The parts of a flow's page that follow what is typed.
#[derive(Template)]
#[template(path = "flow_fragment.html")]
pub(super) struct Fragment {
    pub(super) page: FlowPage,
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
        let Editor { form, faults, open, viewers, test_to, focus } = editor;
        let person = viewers.person(app, &visit.store, flow.trigger).await?;
        let viewer = Viewer { store: &visit.store, links: &app.link_base, person: &person, now, open };
        let Shown { bubbles, meters } = viewer.show(&form, flow);
        let (samples, recent) = viewers.choices(&visit.store, now);
        let (state, state_icon, class) = status(flow.status);
        let (trigger, trigger_icon) = trigger_words(flow.trigger);
        let retries = flow.trigger == Trigger::ChargeWillBeRetried;
        let about = (flow.trigger, &visit.store.segments);
        let audience = ConditionView::of("audience", &form.audience, about, &faults);
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
            steps: steps(&form, about, &bubbles, meters, open, &faults),
            bubbles,
            tags: preview::tags(flow.trigger),
            samples,
            recent,
            events: viewers.carried(),
            quiet_hours: quiet_hours(form.quiet_hours),
            kinds: kinds(form.kind),
            lifetime: SpanView::of("expires_after_minutes", &form.lifetime),
            exits: exits(flow.trigger, &form),
            each_retry: retries.then_some(form.each_retry),
            links_as_written: form.links == LinkForm::AsWritten,
            settings_open: of_settings.iter().any(|field| faults.invalid(field)) || audience.open,
            audience,
            focus: focus.unwrap_or_default(),
            open,
            test_to,
            faults,
        })
    }
}
