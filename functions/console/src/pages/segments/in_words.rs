//! Who is in a segment, as a sentence.

use rechime_domain::{
    condition::{Condition, Did},
    consent::ConsentStatus,
    ids::SourceId,
    profile::ProfileField,
};
use rechime_store::configs::StoreConfig;

use super::form::{About, ConditionForm, Group, Test};
use crate::{
    pages::{
        flow::{COMPARISONS, comparison_names, profile_field},
        flows::Choice,
    },
    words::EN,
};

/// `Clicked a link within 30 days and Country is US`.
pub(in crate::pages) fn in_words(condition: &Condition, store: &StoreConfig) -> String {
    let form = ConditionForm::of(condition);
    if form.raw.is_some() {
        return EN.flow.complex_short.to_owned();
    }
    let several = form.groups.len() > 1;
    let group = |group: &Group| {
        let words = group.tests.iter().map(|test| test_in_words(test, store)).collect::<Vec<_>>();
        let words = words.join(joint(group.any));
        if several && group.tests.len() > 1 { format!("({words})") } else { words }
    };
    form.groups.iter().map(group).collect::<Vec<_>>().join(joint(form.any))
}

const fn joint(any: bool) -> &'static str {
    if any { EN.flow.or } else { EN.flow.and }
}

fn test_in_words(test: &Test, store: &StoreConfig) -> String {
    let about = about(&test.about);
    match &test.about {
        About::Nothing | About::Ever(..) => about,
        About::Lately(..) => {
            let times: u64 = test.times.parse().unwrap_or(1);
            let days: u64 = test.days.parse().unwrap_or(0);
            (EN.say.lately)(&about, &flow_name(&test.flow, store), days, times)
        }
        About::Field(field) => {
            let names = COMPARISONS.iter().zip(comparison_names());
            let is = names.into_iter().find(|((key, _), _)| *key == test.is).map_or("", |(_, name)| name);
            let value = if field == "consent" { consent(&test.value) } else { test.value.as_str() };
            format!("{about} {is} {value}").trim_end().to_owned()
        }
    }
}

/// What a test is about.
pub(super) fn about(about: &About) -> String {
    let w = &EN.segments;
    let words = match about {
        About::Nothing => EN.flow.choose,
        About::Lately(Did::Receive, true) => w.received,
        About::Lately(Did::Receive, false) => w.not_received,
        About::Lately(Did::Click, true) => w.clicked,
        About::Lately(Did::Click, false) => w.not_clicked,
        About::Ever(Did::Receive, true) => w.ever_received,
        About::Ever(Did::Receive, false) => w.never_received,
        About::Ever(Did::Click, true) => w.ever_clicked,
        About::Ever(Did::Click, false) => w.never_clicked,
        About::Field(field) => match ProfileField::named(field) {
            Some(field) => profile_field(field),
            None => EN.flow.consent,
        },
    };
    words.to_owned()
}

/// The flows whose texts can be meant.
pub(super) fn flows(chosen: &str, store: &StoreConfig) -> Vec<Choice> {
    let any = ("recharge".to_owned(), EN.segments.any_flow.to_owned());
    let own = store.flows.iter().map(|flow| (flow.id.to_string(), flow.name.clone()));
    let mut all: Vec<_> = std::iter::once(any).chain(own).collect();
    if !all.iter().any(|(value, _)| value == chosen) {
        all.push((chosen.to_owned(), flow_name(chosen, store)));
    }
    all.into_iter().map(|(value, name)| Choice { selected: value == chosen, value, name }).collect()
}

fn flow_name(key: &str, store: &StoreConfig) -> String {
    if key == "recharge" {
        return EN.segments.any_flow.to_owned();
    }
    let flow = SourceId::parse(key).ok().and_then(|id| store.flows.get(&id));
    flow.map_or_else(|| EN.activity.deleted_flow.to_owned(), |flow| flow.name.clone())
}

/// What somebody can have said about texts.
pub(super) const CONSENTS: [ConsentStatus; 4] =
    [ConsentStatus::Subscribed, ConsentStatus::Unsubscribed, ConsentStatus::Void, ConsentStatus::Unknown];

/// The same in words.
pub(super) fn consent(key: &str) -> &'static str {
    let w = &EN.subscribers;
    let status = CONSENTS.into_iter().find(|status| status.key() == key);
    match status.unwrap_or(ConsentStatus::Unknown) {
        ConsentStatus::Subscribed => w.subscribed,
        ConsentStatus::Unsubscribed => w.unsubscribed,
        ConsentStatus::Void => w.void,
        ConsentStatus::Unknown => w.unknown,
    }
}
