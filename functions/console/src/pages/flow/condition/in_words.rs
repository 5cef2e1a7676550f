//! A condition as a sentence.

use rechime_domain::{condition::Condition, profile::ProfileField};

use super::{COMPARISONS, ConditionForm, DEEDS, Row, SEGMENTS};
use crate::{pages::fields::capitalised, words::EN};

/// `Product title contains coffee and Consent is subscribed`. Of what is more than rows, only that it is.
pub(in crate::pages) fn in_words(condition: &Condition) -> String {
    let form = ConditionForm::of(Some(condition));
    if form.raw.is_some() {
        return EN.flow.complex_short.to_owned();
    }
    let joint = if form.any { EN.flow.or } else { EN.flow.and };
    form.rows.iter().map(row_words).collect::<Vec<_>>().join(joint)
}

fn row_words(row: &Row) -> String {
    let Row { field, is, value } = row;
    format!("{} {} {value}", about(field), comparison(is)).trim_end().to_owned()
}

/// What a row is about: `Product title` of `event.product_title`.
fn about(field: &str) -> String {
    let w = &EN.flow;
    let deeds = DEEDS.iter().map(|(name, _)| *name).zip([w.received_days, w.clicked_days]);
    let segments = SEGMENTS.iter().map(|(name, _)| *name).zip([w.received_ever, w.clicked_ever]);
    if let Some((_, words)) = deeds.chain(segments).find(|(name, _)| *name == field) {
        return words.to_owned();
    }
    if field.starts_with("segment.") {
        return w.own_segment.to_owned();
    }
    let name = field.rsplit('.').next().unwrap_or_default();
    let of_profile = field.starts_with("subscriber.").then(|| of_profile(name)).flatten();
    of_profile.map_or_else(|| capitalised(&name.replace('_', " ")), str::to_owned)
}

/// A field of somebody's profile as the editor names it.
fn of_profile(name: &str) -> Option<&'static str> {
    ProfileField::ALL.into_iter().find(|field| field.name() == name).map(profile_field)
}

/// The same of a field that is known.
pub(in crate::pages) const fn profile_field(field: ProfileField) -> &'static str {
    let w = &EN.flow;
    match field {
        ProfileField::Country => w.country,
        ProfileField::Province => w.province,
        ProfileField::Zip => w.zip,
        ProfileField::TimeZone => w.time_zone,
    }
}

fn comparison(is: &str) -> &'static str {
    let names = comparison_names();
    COMPARISONS.iter().zip(names).find(|((key, _), _)| *key == is).map_or("", |(_, name)| name)
}

/// The comparisons' names, in the order of [`COMPARISONS`].
pub(in crate::pages) const fn comparison_names() -> [&'static str; 6] {
    let w = &EN.flow;
    [w.op_equal, w.op_not_equal, w.op_contains, w.op_at_least, w.op_at_most, w.op_known]
}
