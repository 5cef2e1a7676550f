//! As whom a flow is previewed: a sample, or somebody to whom it really happened.

use jiff::Timestamp;
use rechime_domain::{
    occurrence::{Occurrence, Phone, Tags},
    trigger::Trigger,
};
use rechime_store::{StoreError, configs::StoreConfig, consistency::Consistency};

use crate::{
    app::App,
    pages::{fields::Fields, flows::Choice, moments::day_and_clock},
    use_cases::preview::{people::Sample, recent::as_of, run::Person},
    words::EN,
};

/// Whom the editor offers, and who is chosen.
#[derive(Clone, Debug, Default)]
pub(super) struct Viewers {
    sample: Sample,
    /// Real events, if they were asked for. The form carries them, so that a preview asks nobody.
    events: Vec<Occurrence>,
    chosen: Option<usize>,
}

impl Viewers {
    pub(super) fn of_sample(name: Option<&str>) -> Self {
        Self { sample: name.and_then(Sample::named).unwrap_or_default(), ..Self::default() }
    }

    pub(super) fn read(fields: &Fields) -> Self {
        let events = fields.all("event").filter_map(|text| serde_json::from_str(text).ok()).collect();
        let chosen = fields.get("as").and_then(|name| name.strip_prefix("event:")?.parse().ok());
        Self { events, chosen, ..Self::of_sample(fields.get("as")) }
    }

    /// Offers real events, and chooses the newest.
    pub(super) fn offer(&mut self, events: Vec<Occurrence>) {
        self.chosen = (!events.is_empty()).then_some(0);
        self.events = events;
    }

    fn event(&self) -> Option<&Occurrence> {
        self.events.get(self.chosen?)
    }

    pub(super) fn tags(&self, trigger: Trigger) -> Tags {
        self.event().map_or_else(|| self.sample.tags(trigger), |event| event.tags.clone())
    }

    /// The chosen person, with what the store's list says of somebody real.
    pub(super) async fn person(
        &self,
        app: &App,
        store: &StoreConfig,
        trigger: Trigger,
    ) -> Result<Person, StoreError> {
        let now = app.clock.now();
        let Some(event) = self.event() else {
            return Ok(Person::sample(trigger, self.sample.tags(trigger), now));
        };
        let subscriber = match &event.phone {
            Phone::Known(phone) => {
                app.subscribers.get_subscriber(&store.settings.id, phone, Consistency::Eventual).await?
            }
            Phone::Missing | Phone::Unusable => None,
        };
        Ok(Person { occurrence: as_of(event.clone(), now), subscriber })
    }

    /// The options of the select: samples, and events if there are any.
    pub(super) fn choices(&self, store: &StoreConfig, now: Timestamp) -> (Vec<Choice>, Vec<Choice>) {
        let is_sample = self.event().is_none();
        let samples = Sample::ALL.map(|sample| Choice {
            value: sample.key().to_owned(),
            name: name(sample).to_owned(),
            selected: is_sample && sample == self.sample,
        });
        let zone = store.settings.zone();
        let events = self.events.iter().enumerate().map(|(place, event)| Choice {
            value: format!("event:{place}"),
            name: format!("{} · {}", told(event), day_and_clock(event.at, now, &zone)),
            selected: self.chosen == Some(place),
        });
        (samples.into(), events.collect())
    }

    /// The events as the form carries them.
    pub(super) fn carried(&self) -> Vec<String> {
        self.events.iter().filter_map(|event| serde_json::to_string(event).ok()).collect()
    }
}

const fn name(sample: Sample) -> &'static str {
    let w = &EN.flow;
    match sample {
        Sample::Maya => w.maya,
        Sample::LittleKnown => w.little_known,
        Sample::LongTitle => w.long_title,
        Sample::EmojiTitle => w.emoji_title,
    }
}

/// `Maya, House Blend`, as far as it is known.
fn told(event: &Occurrence) -> String {
    let tag =
        |name: &str| event.tags.get(name).and_then(|value| value.as_str()).filter(|text| !text.is_empty());
    let parts: Vec<_> = [tag("first_name"), tag("product_title")].into_iter().flatten().collect();
    if parts.is_empty() { EN.flow.somebody.to_owned() } else { parts.join(", ") }
}
