//! A template, rendered with sample values.

pub(crate) mod people;
pub(crate) mod recent;
pub(crate) mod run;
pub(crate) mod warnings;

use rechime_domain::{
    link::{LinkBase, LinkForm, PlacedLink},
    occurrence::Tags,
    parts::Encoding,
    settings::StoreSettings,
    template::{self, TemplateError, Text},
    trigger::Trigger,
};
use serde::{Deserialize, Serialize, Serializer};

use self::warnings::Warning;

/// US dollars for one segment to a US number: Twilio's $0.0083 and the higher of its carrier fees, $0.0050
/// (<https://www.twilio.com/en-us/sms/pricing/us>, July 2026). An estimate: other providers and countries differ.
pub(in crate::use_cases) const SEGMENT_PRICE_USD: f64 = 0.0133;

/// The template makes no text.
#[derive(Debug, thiserror::Error)]
#[error("Change the template: {0}.")]
pub(crate) struct PreviewError(#[from] pub(crate) TemplateError);

/// Without `tags` sample values are used; with them only they (and the store's own) have a value.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Draft {
    pub(crate) template: String,
    /// What starts its flow; a campaign has none.
    #[serde(default)]
    pub(crate) trigger: Option<Trigger>,
    #[cfg_attr(test, schema(value_type = Option<serde_json::Map<String, serde_json::Value>>))]
    pub(crate) tags: Option<Tags>,
    /// How the flow has its links written; short where absent. The store may have all as they are written.
    #[serde(default)]
    pub(crate) links: LinkForm,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Preview {
    /// As the customer gets it. The codes of its short links are samples.
    pub(crate) body: String,
    pub(crate) encoding: Encoding,
    pub(crate) segments: u32,
    /// The text's length in septets (GSM-7) or UTF-16 units (UCS-2).
    pub(crate) units: u32,
    /// US dollars for one text to one US number.
    pub(crate) cost: f64,
    #[cfg_attr(test, schema(value_type = Vec<String>))]
    pub(crate) warnings: Vec<Warning>,
    pub(crate) remedies: Vec<Remedy>,
    /// Where its short links lead, in order.
    #[serde(serialize_with = "destinations")]
    #[cfg_attr(test, schema(value_type = Vec<String>))]
    pub(crate) links: Vec<PlacedLink>,
}

fn destinations<S: Serializer>(links: &[PlacedLink], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(links.iter().map(|link| link.destination.as_str()))
}

/// What mends a template that there is a warning about.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Remedy {
    /// Which of the warnings, from 0.
    pub(crate) warning: usize,
    /// The mended template.
    pub(crate) template: String,
}

/// The text that a draft makes for a store with those settings.
pub(crate) fn preview(
    settings: &StoreSettings,
    links: &LinkBase,
    draft: Draft,
) -> Result<Preview, PreviewError> {
    let known = draft.trigger.map_or(template::CAMPAIGN_TAGS, template::tags_of);
    match draft.trigger {
        Some(trigger) => template::check(&draft.template, trigger)?,
        None => template::check_campaign(&draft.template)?,
    }
    let values = draft.tags.unwrap_or_else(|| template::samples(known));
    let tags = template::with_store_tags(&values, settings);
    let shortening = links.shortening(settings, draft.links);
    let text = template::compose(&draft.template, &tags, settings.fold_typography, shortening.as_ref())?;
    let warnings = warnings::about(&text, &draft.template, draft.trigger, settings);
    let remedy = |(place, warning): (usize, &Warning)| {
        warning.mended(&draft.template).map(|template| Remedy { warning: place, template })
    };
    Ok(Preview {
        cost: cost(&text),
        remedies: warnings.iter().enumerate().filter_map(remedy).collect(),
        warnings,
        units: text.parts.units,
        encoding: text.parts.encoding,
        segments: text.parts.count,
        body: text.body,
        links: text.links,
    })
}

/// Rounded to a hundredth of a cent, so that binary fractions do not show.
fn cost(text: &Text) -> f64 {
    (f64::from(text.parts.count) * SEGMENT_PRICE_USD * 10_000.0).round() / 10_000.0
}
