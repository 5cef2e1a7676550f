//! The messages of a flow in the editor.

use rechime_domain::{segment::Segments, trigger::Trigger};

use super::choices::{ConditionView, SpanView};
use crate::{
    pages::{
        fields::Faults,
        flow::{
            form::{FlowForm, Span, StepForm},
            preview::{Bubble, Meter, Piece},
        },
    },
    words::EN,
};

/// One message in the editor.
pub(super) struct StepView {
    pub(super) place: usize,
    pub(super) id: Option<u8>,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) wait: String,
    pub(super) open: bool,
    pub(super) texts: Vec<TextView>,
    pub(super) delay: SpanView,
    pub(super) when: ConditionView,
    pub(super) alternatives: String,
    pub(super) has_alternatives: bool,
    pub(super) can_be_removed: bool,
}

/// A text of a message: its own, or an alternative.
pub(super) struct TextView {
    pub(super) field: String,
    pub(super) label: String,
    pub(super) template: String,
    pub(super) percent: Option<(String, String)>,
    pub(super) index: usize,
    pub(super) meter: Meter,
    /// How it reads.
    pub(super) pieces: Vec<Piece>,
}

/// The messages as they are typed, each with the meters of its texts.
pub(super) fn steps(
    form: &FlowForm,
    about: (Trigger, &Segments),
    bubbles: &[Bubble],
    meters: Vec<Meter>,
    open: Option<usize>,
    faults: &Faults,
) -> Vec<StepView> {
    let mut meters =
        meters.into_iter().map(|meter| Meter { fault: faults.of(&meter.field).or(meter.fault), ..meter });
    let mut reading = bubbles.iter().map(|bubble| bubble.pieces.clone());
    let view = |(place, step): (usize, &StepForm)| {
        let own = TextView {
            field: format!("steps.{place}.template"),
            label: step
                .own_percent()
                .map_or_else(|| EN.flow.text.to_owned(), |percent| (EN.say.variant_percent)(0, &percent)),
            template: step.template.clone(),
            percent: None,
            index: 0,
            meter: meters.next()?,
            pieces: reading.next()?,
        };
        let mut texts = vec![own];
        for (index, other) in step.alternatives.iter().enumerate() {
            let field = format!("steps.{place}.alternatives.{index}");
            texts.push(TextView {
                field: format!("{field}.template"),
                label: (EN.say.variant_percent)(index + 1, &other.percent),
                template: other.template.clone(),
                percent: Some((format!("{field}.percent"), other.percent.clone())),
                index,
                meter: meters.next()?,
                pieces: reading.next()?,
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
            when: ConditionView::of(&format!("steps.{place}.when"), &step.when, about, faults),
        })
    };
    form.steps.iter().enumerate().filter_map(view).collect()
}

/// A message as it reads, or its template if it makes no text.
fn summary(bubbles: &[Bubble], place: usize, template: &str) -> String {
    let own = bubbles.iter().find(|bubble| bubble.place == place && !bubble.is_broken);
    let text = own.map(|own| own.pieces.iter().map(|piece| piece.text.as_str()).collect());
    text.unwrap_or_else(|| template.to_owned())
}

fn wait(delay: &Span) -> String {
    match delay.minutes("", &mut Faults::default()) {
        None | Some(0) => EN.flow.at_once.to_owned(),
        Some(minutes) => (EN.say.after)(&(EN.say.duration)(minutes.into())),
    }
}
