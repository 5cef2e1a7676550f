//! What the editor offers to choose from: spans, conditions, and the flow's settings.

use rechime_domain::{
    facts::FactKind, flow::QuietHoursPolicy, message_kind::MessageKind, profile::ProfileField,
    segment::Segments, template, trigger::Trigger, truth,
};

use crate::{
    pages::{
        fields::Faults,
        flow::{
            condition::{
                COMPARISONS, ConditionForm, DEEDS, SEGMENTS, comparison_names, profile_field, segment_name,
            },
            form::{FlowForm, Span, Unit},
        },
        flows::Choice,
    },
    words::EN,
};

/// A time span.
pub(super) struct SpanView {
    pub(super) field: String,
    pub(super) amount: String,
    pub(super) units: Vec<Choice>,
}

/// A condition's rows, and what each may be about.
pub(super) struct ConditionView {
    pub(super) field: String,
    pub(super) is_empty: bool,
    pub(super) open: bool,
    pub(super) any: bool,
    pub(super) raw: Option<String>,
    pub(super) rows: Vec<RowView>,
}

pub(super) struct RowView {
    pub(super) place: usize,
    /// The name of what it is about.
    pub(super) name: String,
    pub(super) groups: Vec<(&'static str, Vec<Choice>)>,
    pub(super) comparisons: Vec<Choice>,
    pub(super) value: String,
}

fn choice(value: &str, name: &str, selected: bool) -> Choice {
    Choice { value: value.to_owned(), name: name.to_owned(), selected }
}

pub(super) fn quiet_hours(chosen: QuietHoursPolicy) -> Vec<Choice> {
    let w = &EN.flow;
    [
        ("hold", w.quiet_hold, QuietHoursPolicy::Hold),
        ("send_anyway", w.quiet_send, QuietHoursPolicy::SendAnyway),
        ("drop", w.quiet_drop, QuietHoursPolicy::Drop),
    ]
    .map(|(value, name, policy)| choice(value, name, policy == chosen))
    .into()
}

pub(super) fn kinds(chosen: MessageKind) -> Vec<Choice> {
    let w = &EN.flow;
    [
        ("transactional", w.transactional, MessageKind::Transactional),
        ("promotional", w.promotional, MessageKind::Promotional),
    ]
    .map(|(value, name, kind)| choice(value, name, kind == chosen))
    .into()
}

pub(super) fn exits(trigger: Trigger, form: &FlowForm) -> Vec<Choice> {
    let exit = |kind: &FactKind| choice(kind.key(), kind.words(), form.exit_on.contains(kind));
    truth::can_end(trigger).iter().map(exit).collect()
}

impl SpanView {
    pub(super) fn of(field: &str, span: &Span) -> Self {
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
    pub(super) fn of(
        field: &str,
        form: &ConditionForm,
        (trigger, segments): (Trigger, &Segments),
        faults: &Faults,
    ) -> Self {
        let rows = form.rows.iter().enumerate().map(|(place, row)| RowView {
            place,
            name: format!("{field}.{place}.field"),
            groups: groups(trigger, segments, &row.field),
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
fn groups(trigger: Trigger, own: &Segments, chosen: &str) -> Vec<(&'static str, Vec<Choice>)> {
    let w = &EN.flow;
    let option = |value: String, name: &str| {
        let selected = value == chosen;
        Choice { value, name: name.to_owned(), selected }
    };
    let event = template::tags_of(trigger).iter();
    let event = event.map(|tag| option(format!("event.{}", tag.name), tag.meaning)).collect();
    let mut about: Vec<_> = ProfileField::ALL
        .map(|field| option(format!("subscriber.{}", field.name()), profile_field(field)))
        .into();
    about.push(option("subscriber.consent".to_owned(), w.consent));
    let deeds = [w.received_days, w.clicked_days].into_iter().zip(DEEDS.map(|(name, _)| name));
    let built_in = [w.received_ever, w.clicked_ever].into_iter().zip(SEGMENTS.map(|(name, _)| name));
    let own = own.iter().map(|segment| (segment_name(&segment.id), (EN.say.in_segment)(&segment.name)));
    let did = deeds.chain(built_in).map(|(name, value)| option(value.to_owned(), name));
    let did = did.chain(own.map(|(value, name)| option(value, &name))).collect();
    vec![(w.group_event, event), (w.group_subscriber, about), (w.group_engagement, did)]
}

fn comparisons(chosen: &str) -> Vec<Choice> {
    let pairs = COMPARISONS.into_iter().zip(comparison_names());
    pairs.map(|((key, _), name)| choice(key, name, key == chosen)).collect()
}
