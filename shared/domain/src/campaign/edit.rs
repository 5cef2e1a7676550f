//! An edited campaign, and whether it can be saved.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::Deserialize;

use super::{Campaign, CampaignState, LONGEST_NAME, SendAt};
use crate::{
    characters::is_meaningless,
    flow::{Step, edit::FieldFault},
    ids::SourceId,
    link::LinkForm,
    segment::{SegmentId, Segments},
    template,
};

/// The longest that a campaign is planned ahead, in days.
pub const MOST_DAYS_AHEAD: i32 = 90;

/// What a campaign is to be. The same makes a new one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CampaignEdit {
    /// What the merchant calls it.
    pub name: String,
    /// The key of the segment that it is for; everybody on the list where absent.
    pub segment: Option<String>,
    /// The text, with merge tags of the person and the store.
    pub template: String,
    /// `now`, or a date and time such as `2026-12-01T10:00`, which counts on each person's own clock.
    #[serde(default = "at_once")]
    pub send_at: String,
    /// How its links are written; short where absent.
    #[serde(default)]
    pub links: LinkForm,
}

fn at_once() -> String {
    SendAt::Now.to_string()
}

/// What of a campaign can be edited, checked.
struct Checked {
    name: String,
    segment: Option<SegmentId>,
    text: Step,
    links: LinkForm,
    send_at: SendAt,
}

impl CampaignEdit {
    /// A new draft.
    pub fn create(
        self,
        id: SourceId,
        segments: &Segments,
        now: Timestamp,
    ) -> Result<Campaign, Vec<FieldFault>> {
        let Checked { name, segment, text, links, send_at } = self.checked(segments, now)?;
        let state = CampaignState::Draft;
        Ok(Campaign { id, name, segment, text, links, send_at, created_at: now, state, version: 1 })
    }

    /// The draft as it will be, with the next version.
    pub fn apply(
        self,
        current: &Campaign,
        segments: &Segments,
        now: Timestamp,
    ) -> Result<Campaign, Vec<FieldFault>> {
        let Checked { name, segment, text, links, send_at } = self.checked(segments, now)?;
        let version = current.version + 1;
        Ok(Campaign { name, segment, text, links, send_at, version, ..current.clone() })
    }

    /// What is saved, or all that is wrong with it.
    fn checked(self, segments: &Segments, now: Timestamp) -> Result<Checked, Vec<FieldFault>> {
        let name = self.name.trim().to_owned();
        let segment = self.segment.as_deref().map(|key| segment(key, segments)).transpose();
        let send_at = SendAt::parse(&self.send_at).map_err(|error| error.to_string());
        let send_at = send_at.and_then(|at| check_time(at, now).map(|()| at));
        let faults = [
            ("name", name_fault(&name)),
            ("segment", segment.clone().err()),
            ("template", template::check_campaign(&self.template).err().map(|error| error.to_string())),
            ("send_at", send_at.clone().err()),
        ];
        let faults: Vec<_> =
            faults.into_iter().filter_map(|(field, fault)| Some(FieldFault::new(field, fault?))).collect();
        match (segment, send_at) {
            (Ok(segment), Ok(send_at)) if faults.is_empty() => {
                let text = Step::new(0, self.template);
                Ok(Checked { name, segment, text, links: self.links, send_at })
            }
            _ => Err(faults),
        }
    }
}

/// Says whether a campaign may be launched for that time.
pub fn check_time(at: SendAt, now: Timestamp) -> Result<(), String> {
    let Some((first, last)) = at.span() else { return Ok(()) };
    if last <= now {
        return Err("this time has passed everywhere; write `now`, or a later date and time".to_owned());
    }
    let latest = now.to_zoned(TimeZone::UTC).checked_add(MOST_DAYS_AHEAD.days());
    if latest.is_ok_and(|latest| first > latest.timestamp()) {
        return Err(format!(
            "a campaign is planned {MOST_DAYS_AHEAD} days ahead at most; choose an earlier day"
        ));
    }
    Ok(())
}

fn segment(key: &str, segments: &Segments) -> Result<SegmentId, String> {
    let id = SegmentId::parse(key).ok();
    let is_there = |id: &SegmentId| id.is_built_in() || segments.get(id).is_some();
    id.filter(is_there).ok_or_else(|| {
        "there is no such segment; GET the store's segments to see their keys, or leave it out for everybody"
            .to_owned()
    })
}

fn name_fault(name: &str) -> Option<String> {
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Some(format!("give the campaign a name of 1 to {LONGEST_NAME} characters"));
    }
    let detail = "take out line breaks and invisible characters: type the name instead of pasting it";
    name.chars().any(is_meaningless).then(|| detail.to_owned())
}
