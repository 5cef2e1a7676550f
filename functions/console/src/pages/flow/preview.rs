//! What the phone shows while a flow is edited, and what each text costs.

use jiff::{Timestamp, tz::TimeZone};
use rechime_domain::{
    decision::{Decision, Verdict},
    flow::Flow,
    link::{LinkBase, LinkForm},
    occurrence::Tags,
    parts::Encoding,
    template::{self, Tag},
    trigger::Trigger,
    zone::ZoneEvidence,
};
use rechime_store::configs::StoreConfig;

use super::form::FlowForm;
use crate::{
    pages::moments::day_and_clock,
    use_cases::{
        preview::{
            Draft, Preview, preview,
            run::{Person, run},
            warnings::{Warning, WarningKind},
        },
        reason_view::ReasonView,
    },
    words::EN,
};

/// A text as a bubble on the phone.
pub(super) struct Bubble {
    pub(super) place: usize,
    /// The field with its text.
    pub(super) field: String,
    /// Which message and version it is, where there are several, and when it goes.
    pub(super) head: String,
    pub(super) pieces: Vec<Piece>,
    pub(super) is_broken: bool,
    pub(super) under: String,
    pub(super) why: Vec<String>,
    pub(super) open: bool,
}

/// Words, or a link among them.
#[derive(Clone)]
pub(in crate::pages) struct Piece {
    pub(in crate::pages) text: String,
    pub(in crate::pages) is_link: bool,
}

/// What stands under a text's field.
pub(in crate::pages) struct Meter {
    pub(in crate::pages) field: String,
    pub(in crate::pages) used: String,
    pub(in crate::pages) segments: String,
    pub(in crate::pages) cost: String,
    pub(in crate::pages) thousand: String,
    pub(in crate::pages) over: bool,
    /// Why there is no such text, or why it was refused.
    pub(in crate::pages) fault: Option<String>,
    pub(in crate::pages) warnings: Vec<WarningLine>,
}

pub(in crate::pages) struct WarningLine {
    pub(in crate::pages) text: String,
    pub(in crate::pages) remedy: Option<RemedyButton>,
    /// It is mended in the settings.
    pub(in crate::pages) in_settings: bool,
}

pub(in crate::pages) struct RemedyButton {
    pub(in crate::pages) label: &'static str,
    pub(in crate::pages) value: String,
    pub(in crate::pages) template: String,
}

/// A merge tag to insert.
pub(in crate::pages) struct TagButton {
    pub(in crate::pages) name: &'static str,
    pub(in crate::pages) label: String,
    pub(in crate::pages) meaning: &'static str,
    pub(in crate::pages) inserts: String,
}

/// The previews of one edit.
pub(super) struct Shown {
    pub(super) bubbles: Vec<Bubble>,
    pub(super) meters: Vec<Meter>,
}

/// Whom, when and with which values a flow is previewed.
pub(super) struct Viewer<'a> {
    pub(super) store: &'a StoreConfig,
    pub(super) links: &'a LinkBase,
    pub(super) person: &'a Person,
    pub(super) now: Timestamp,
    pub(super) open: Option<usize>,
}

impl Viewer<'_> {
    /// Shows what is typed, as far as it can be read. `saved` is the flow that it is typed over.
    pub(super) fn show(&self, form: &FlowForm, saved: &Flow) -> Shown {
        let edited = form.edit(saved).ok().and_then(|edit| {
            // What somebody else saved meanwhile is of no matter to a preview.
            let edit = rechime_domain::flow::edit::FlowEdit { version: saved.version, ..edit };
            edit.apply(saved, &self.store.flows, &self.store.segments).ok()
        });
        let decisions = edited.map(|flow| {
            run(&self.store.settings, self.links, &flow, &self.store.segments, self.person, self.now)
        });
        let decisions = decisions.unwrap_or_default();
        let mut shown = Shown { bubbles: Vec::new(), meters: Vec::new() };
        for (place, step) in form.steps.iter().enumerate() {
            let field = format!("steps.{place}.template");
            let message = (form.steps.len() > 1).then(|| (EN.say.message)(place + 1));
            let variant = step.own_percent().map(|percent| (EN.say.variant_percent)(0, &percent));
            let head = [message, variant].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            self.add(&mut shown, (saved.trigger, form.links), place, field, head, &step.template);
            if let Some(bubble) = shown.bubbles.last_mut() {
                self.tell_time(bubble, decisions.get(place));
            }
            for (index, other) in step.alternatives.iter().enumerate() {
                let field = format!("steps.{place}.alternatives.{index}.template");
                let head = (EN.say.variant_percent)(index + 1, &other.percent);
                self.add(&mut shown, (saved.trigger, form.links), place, field, head, &other.template);
            }
        }
        shown
    }

    fn add(
        &self,
        shown: &mut Shown,
        (trigger, links): (Trigger, LinkForm),
        place: usize,
        field: String,
        head: String,
        text: &str,
    ) {
        let tags = Some(self.person.occurrence.tags.clone());
        let draft = Draft { template: text.to_owned(), trigger: Some(trigger), tags, links };
        let made = preview(&self.store.settings, self.links, draft);
        let broken = made.as_ref().err().map(|error| error.0.to_string());
        let broken = broken.map(|detail| crate::pages::fields::sentence(&detail));
        let under = made.as_ref().map(|made| (EN.say.size)(made.segments.into(), made.cost));
        shown.bubbles.push(Bubble {
            place,
            field: field.clone(),
            head,
            pieces: made.as_ref().map(|made| pieces(&made.body)).unwrap_or_default(),
            is_broken: broken.is_some(),
            under: under.unwrap_or_default(),
            why: Vec::new(),
            open: self.open == Some(place),
        });
        shown.meters.push(match made {
            Ok(made) => Meter::of(field, made),
            Err(_) => Meter::broken(field, broken),
        });
    }

    fn tell_time(&self, bubble: &mut Bubble, decision: Option<&Decision>) {
        let Some(decision) = decision else { return };
        let zone = decision.zone.as_ref().map_or_else(|| self.store.settings.zone(), ZoneEvidence::first);
        let when = when(decision, self.now, &zone);
        bubble.head = if bubble.head.is_empty() { when } else { format!("{} · {when}", bubble.head) };
        let store_zone = self.store.settings.zone();
        bubble.why = decision.why.iter().map(|reason| ReasonView::of(reason, &store_zone).text).collect();
    }
}

fn when(decision: &Decision, now: Timestamp, zone: &TimeZone) -> String {
    match decision.verdict {
        Verdict::Send { .. } => EN.flow.sent_at_once.to_owned(),
        Verdict::Wait { until } => day_and_clock(until.start(), now, zone),
        Verdict::Skip => EN.flow.not_sent.to_owned(),
    }
}

impl Meter {
    pub(in crate::pages) fn of(field: String, made: Preview) -> Self {
        let (only, each) = match made.encoding {
            Encoding::Gsm7 => (160, 153),
            Encoding::Ucs2 => (70, 67),
        };
        let room = if made.segments == 1 { only } else { each * u64::from(made.segments) };
        let (cost, thousand) = (EN.say.cost)(made.cost);
        let mut remedies = made.remedies.into_iter();
        let mut next_remedy = remedies.next();
        let mut warnings = Vec::new();
        for (place, warning) in made.warnings.into_iter().enumerate() {
            let fits = next_remedy.as_ref().is_some_and(|remedy| remedy.warning == place);
            let remedy = if fits { std::mem::replace(&mut next_remedy, remedies.next()) } else { None };
            let button = remedy.and_then(|remedy| {
                let (kind, label) = kind(&warning.kind)?;
                Some(RemedyButton { label, value: format!("mend:{field}:{kind}"), template: remedy.template })
            });
            let in_settings = warning.kind == WarningKind::WithoutPortal;
            // The line above it says so already.
            if warning.kind != WarningKind::SeveralSegments {
                warnings.push(WarningLine { text: warning.text, remedy: button, in_settings });
            }
        }
        Self {
            field,
            used: (EN.say.used)(made.units.into(), room),
            segments: (EN.say.segments)(made.segments.into()),
            cost,
            thousand,
            over: made.segments > 1,
            fault: None,
            warnings,
        }
    }

    pub(in crate::pages) const fn broken(field: String, broken: Option<String>) -> Self {
        Self {
            field,
            used: String::new(),
            segments: String::new(),
            cost: String::new(),
            thousand: String::new(),
            over: false,
            fault: broken,
            warnings: Vec::new(),
        }
    }
}

/// The name of a remedy in forms, and what its button says.
const fn kind(kind: &WarningKind) -> Option<(&'static str, &'static str)> {
    match kind {
        WarningKind::Wide(_) => Some(("wide", EN.flow.take_out)),
        WarningKind::Nameless => Some(("name", EN.flow.name_store)),
        WarningKind::WithoutStop => Some(("stop", EN.flow.say_stop)),
        WarningKind::SeveralSegments | WarningKind::WithoutPortal => None,
    }
}

/// A template that the remedy of that name has mended.
pub(super) fn mend(
    (settings, base): (&rechime_domain::settings::StoreSettings, &LinkBase),
    (trigger, links): (Trigger, LinkForm),
    tags: Tags,
    text: &str,
    name: &str,
) -> Option<String> {
    let draft = Draft { template: text.to_owned(), trigger: Some(trigger), tags: Some(tags), links };
    let made = preview(settings, base, draft).ok()?;
    mended(&made.warnings, text, name)
}

/// The same, where the warnings are known.
pub(in crate::pages) fn mended(warnings: &[Warning], text: &str, name: &str) -> Option<String> {
    let is_named = |warning: &&Warning| kind(&warning.kind).is_some_and(|(key, _)| key == name);
    warnings.iter().find(is_named)?.mended(text)
}

/// The merge tags of a trigger, each as it is put into a text: only the store's name always has a value.
pub(super) fn tags(trigger: Trigger) -> Vec<TagButton> {
    template::tags_of(trigger).iter().map(|tag| TagButton::from(*tag)).collect()
}

impl From<Tag> for TagButton {
    fn from(tag: Tag) -> Self {
        let name = tag.name;
        let inserts = match name {
            "store_name" => "{{ store_name }}".to_owned(),
            "first_name" => format!("{{{{ {name} | default('{}') }}}}", EN.flow.fallback_first_name),
            "product_title" => format!("{{{{ {name} | default('{}') }}}}", EN.flow.fallback_product_title),
            _ => format!("{{% if {name} %}}{{{{ {name} }}}}{{% endif %}}"),
        };
        let label = crate::pages::fields::capitalised(&name.replace('_', " "));
        Self { name, label, meaning: tag.meaning, inserts }
    }
}

/// The words of a text, and its links.
pub(in crate::pages) fn pieces(body: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for word in body.split_inclusive([' ', '\n']) {
        let is_link = word.starts_with("https://") || word.starts_with("http://");
        match pieces.last_mut().filter(|last| !last.is_link && !is_link) {
            Some(last) => last.text.push_str(word),
            None => pieces.push(Piece { text: word.to_owned(), is_link }),
        }
    }
    pieces
}
