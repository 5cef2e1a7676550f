//! Saving the lines of a list, many at once.

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::ids::StoreId;
use rechime_store::{StoreError, subscribers::Consistency};

use super::{
    line::Line,
    merge::{Effect, merge},
    tally::Tally,
};
use crate::app::App;

/// How many people are saved at once. Lines of one phone share a lane, so that they count in their order.
const LANES: usize = 32;

/// Less than the function has: what was done by then is told, and the caller sends the rest again.
const PATIENCE: SignedDuration = SignedDuration::from_secs(15);

/// An import under way.
pub(super) struct Import<'a> {
    app: &'a App,
    store: &'a StoreId,
    now: Timestamp,
}

impl<'a> Import<'a> {
    /// An import that began `now`.
    pub(super) const fn new(app: &'a App, store: &'a StoreId, now: Timestamp) -> Self {
        Self { app, store, now }
    }

    /// Saves all lines; a line that could not be saved is named and costs no other.
    pub(super) async fn save(&self, lines: Vec<Line>) -> Tally {
        let tallies = join_all(lanes(lines).into_iter().map(|lane| self.lane(lane))).await;
        tallies.into_iter().fold(Tally::default(), Tally::and)
    }

    async fn lane(&self, lines: Vec<Line>) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            if self.app.clock.now().duration_since(self.now) > PATIENCE {
                tally.leave(line.number);
                continue;
            }
            match self.line(&line).await {
                Ok(effect) => tally.count(effect),
                Err(error) => tally.refuse(line.number, told(&error)),
            }
        }
        tally
    }

    async fn line(&self, line: &Line) -> Result<Effect, StoreError> {
        let subscribers = &self.app.subscribers;
        let known = subscribers.get(self.store, &line.phone, Consistency::Strong).await?;
        let (merged, effect) = merge(known.as_ref(), line, self.now);
        if known.as_ref() != Some(&merged) {
            subscribers.save(self.store, &merged, line.wording.as_ref()).await?;
        }
        Ok(effect)
    }
}

fn lanes(people: Vec<Line>) -> Vec<Vec<Line>> {
    let mut lanes: Vec<Vec<Line>> = std::iter::repeat_with(Vec::new).take(LANES).collect();
    for line in people {
        let spread =
            line.phone.as_str().bytes().fold(0, |sum: usize, byte| sum * 31 % LANES + usize::from(byte));
        if let Some(lane) = lanes.get_mut(spread % LANES) {
            lane.push(line);
        }
    }
    lanes
}

fn told(error: &StoreError) -> &'static str {
    tracing::warn!(%error, "a line of an import was not saved");
    match error {
        StoreError::Conflict => "The person's consent changed during the import. Send this line again.",
        _ => "The line was not saved. Send it again.",
    }
}
