//! Saving the lines of a list, many at once.

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{consent::Ruling, ids::StoreId};
use rechime_store::{StoreError, consistency::Consistency};

use super::{
    effect::{Change, Effect},
    line::Line,
    tally::Tally,
};
use crate::app::App;

/// How many lines are saved at once. All lines of one phone are in one group, so that they are saved in their order.
const GROUPS: usize = 32;

/// How long saving may take, which is less than the function's own limit. The answer says from which line to continue.
const TIME_LIMIT: SignedDuration = SignedDuration::from_secs(15);

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

    /// Saves all lines. A line that could not be saved is tallied as refused, and the others are saved.
    pub(super) async fn save(&self, lines: Vec<Line>) -> Tally {
        let tallies = join_all(groups(lines).into_iter().map(|group| self.group(group))).await;
        tallies.into_iter().fold(Tally::default(), Tally::and)
    }

    async fn group(&self, lines: Vec<Line>) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            if self.app.clock.now().duration_since(self.now) > TIME_LIMIT {
                tally.leave(line.number);
                continue;
            }
            match self.line(&line).await {
                Ok(effect) => {
                    tally.count(effect);
                    tally.remark(line.number, line.remark);
                }
                Err(error) => tally.refuse(line.number, told(&error)),
            }
        }
        tally
    }

    async fn line(&self, line: &Line) -> Result<Effect, StoreError> {
        let subscribers = &self.app.subscribers;
        let known = subscribers.get_subscriber(self.store, &line.phone, Consistency::Strong).await?;
        let change = Change::of(line, known.as_ref());
        if change.is_news {
            let statement = line.statement.as_ref();
            let saved =
                subscribers.put_subscriber(self.store, &line.phone, &change.profile, statement).await?;
            if saved.ruling == Ruling::OptedOut {
                return Ok(Effect::OptedOutKept);
            }
        }
        Ok(change.effect)
    }
}

fn groups(people: Vec<Line>) -> Vec<Vec<Line>> {
    let mut groups: Vec<Vec<Line>> = std::iter::repeat_with(Vec::new).take(GROUPS).collect();
    for line in people {
        let spread =
            line.phone.as_str().bytes().fold(0, |sum: usize, byte| sum * 31 % GROUPS + usize::from(byte));
        if let Some(group) = groups.get_mut(spread % GROUPS) {
            group.push(line);
        }
    }
    groups
}

fn told(error: &StoreError) -> &'static str {
    tracing::warn!(%error, "a line of an import was not saved");
    match error {
        StoreError::Conflict => "The person's consent changed during the import. Send this line again.",
        _ => "The line was not saved. Send it again.",
    }
}
