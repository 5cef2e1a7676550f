//! Turns: when the texts of a batch go, by the pace of their senders.
//!
//! Turns are taken for the whole batch at once, after the last looks and before any claim. A text that gets none goes
//! back to its queue unclaimed, until its place in line has come. It costs its sender nothing that it waits there: a
//! place is the time to ask again.

use std::{collections::BTreeMap, time::Duration};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rechime_domain::{
    ids::StoreId,
    job::SendJob,
    minute::Minute,
    pace::{Class, LONGEST_LINE, Refusal, seconds_until},
    reason::Reason,
};
use rechime_platform::{
    batch::Lifted,
    job::JobError,
    queue::{Outgoing, Queue},
};
use rechime_store::paces::PacedSender;
use tokio::time::sleep;

use crate::{DelayedSend, Ready};

/// For how long nobody sends where a provider that is too busy names no time.
const RECOVERY: Duration = Duration::from_secs(1);

/// A batch of texts, each of which may be done with.
type Texts = Lifted<Option<Ready>>;

/// Which of a batch's texts take their turns together: by class, the most important first, and by sender.
type Groups = BTreeMap<(Class, String), (PacedSender, Vec<usize>)>;

impl DelayedSend {
    /// Gives the texts of a batch their turns. Those that get none are done with here.
    pub(crate) async fn give_turns(&self, mut texts: Texts) -> Texts {
        for ((class, _), (sender, places)) in self.groups(&texts) {
            if let Err(error) = self.take_turns(&mut texts, &sender, class, &places).await {
                tracing::warn!(%error, "texts got no turn and will be retried");
                fail(&mut texts, &places);
            }
        }
        texts
    }

    fn groups(&self, texts: &Texts) -> Groups {
        let mut groups = Groups::new();
        for (place, (_, text)) in texts.done.iter().enumerate() {
            let Some(text) = text else { continue };
            let sender = self.paced(&text.look.store_config);
            let key = (Class::of(&text.message), sender.id.to_string());
            groups.entry(key).or_insert_with(|| (sender, Vec::new())).1.push(place);
        }
        groups
    }

    /// Takes the turns of a batch's texts of one sender and class.
    async fn take_turns(
        &self,
        texts: &mut Texts,
        sender: &PacedSender,
        class: Class,
        places: &[usize],
    ) -> Result<(), JobError> {
        let parts = parts_of(texts, places);
        let turns = self.paces.take_turns(sender, class, &parts, self.clock.now()).await;
        let turns = turns.map_err(JobError::retry)?;
        give(texts, places, &turns.starts);
        let others = places.get(turns.starts.len()..).unwrap_or_default();
        match turns.refusal {
            Some(Refusal::Capped) => self.hold_until_tomorrow(texts, others).await,
            _ => self.line_up(texts, sender, class, others, turns.again_at).await,
        }
    }

    /// Puts texts back on their queue, store by store, until their places in line have come.
    async fn line_up(
        &self,
        texts: &mut Texts,
        sender: &PacedSender,
        class: Class,
        places: &[usize],
        from: Timestamp,
    ) -> Result<(), JobError> {
        let mut back = Vec::new();
        for (store, places) in by_store(texts, places) {
            let parts = parts_of(texts, &places);
            let line = self.paces.line_up(sender, class, &store, &parts, from).await;
            let line = places.into_iter().zip(line.map_err(JobError::retry)?);
            back.extend(line.filter_map(|(place, at)| Some(self.again(text_at(texts, place)?, at))));
        }
        if back.is_empty() {
            return Ok(());
        }
        self.queue_of(class).send(&back).await.map_err(JobError::retry)?;
        finish(texts, places);
        Ok(())
    }

    /// The job of a text that is to ask for its turn at a time.
    fn again(&self, text: &Ready, at: Timestamp) -> Outgoing<SendJob> {
        let now = self.clock.now();
        let message = text.message.clone().ready(now);
        let delay = seconds_until(at.as_microsecond(), now.as_microsecond()).max(1);
        Outgoing::after(SendJob::V1 { message, hold: text.hold }, delay)
    }

    /// The sender has sent what it may send in a day. The texts wait for its next one, and their rows say so.
    async fn hold_until_tomorrow(&self, texts: &mut Texts, places: &[usize]) -> Result<(), JobError> {
        let now = self.clock.now();
        let until = tomorrow(now);
        for place in places {
            let Some((_, Some(text))) = texts.done.get_mut(*place) else { continue };
            text.look.decision.why.push(Reason::SenderCapped { until: until.start() });
            self.wait(text.message.clone().ready(now), &text.look.decision, until).await?;
            finish(texts, &[*place]);
        }
        Ok(())
    }

    /// Waits for a turn: two seconds at most.
    pub(crate) async fn await_turn(&self, turn: Timestamp) {
        let wait = Duration::try_from(turn.duration_since(self.clock.now())).unwrap_or_default();
        if !wait.is_zero() {
            sleep(wait.min(LONGEST_LINE)).await;
        }
    }

    /// The provider was too busy for a text that had its turn: nobody sends for a while. Gives the seconds until the text
    /// asks for another turn.
    pub(crate) async fn slow_down(
        &self,
        store: &StoreId,
        class: Class,
        parts: u32,
        pause: Option<Duration>,
    ) -> Result<u16, JobError> {
        let pause = pause.unwrap_or(RECOVERY).min(LONGEST_LINE);
        let sender = self.sender_of(store).await?;
        let now = self.clock.now();
        self.paces.pause_sender(&sender, now, pause).await.map_err(JobError::retry)?;
        let from = now + SignedDuration::try_from(pause).unwrap_or_default();
        let line =
            self.paces.line_up(&sender, class, store, &[parts], from).await.map_err(JobError::retry)?;
        let at = line.first().copied().unwrap_or(from);
        Ok(seconds_until(at.as_microsecond(), now.as_microsecond()))
    }

    pub(crate) async fn sender_of(&self, store: &StoreId) -> Result<PacedSender, JobError> {
        let store_config = self.configs.get_config(store).await.map_err(JobError::retry)?;
        let own = store_config.as_ref().map(|store_config| self.paced(store_config));
        Ok(own.unwrap_or_else(|| PacedSender::from(&self.sender)))
    }

    fn paced(&self, store_config: &rechime_store::configs::StoreConfig) -> PacedSender {
        PacedSender::from(store_config.sender(&self.sender))
    }

    /// Where the texts of a class queue: campaigns have a queue of their own, so that nobody waits behind them.
    pub(crate) fn queue_of(&self, class: Class) -> &dyn Queue<SendJob> {
        match class {
            Class::Bulk => &*self.bulk,
            Class::Immediate | Class::Release => &*self.sends,
        }
    }
}

fn text_at(texts: &Texts, place: usize) -> Option<&Ready> {
    texts.done.get(place)?.1.as_ref()
}

fn parts_of(texts: &Texts, places: &[usize]) -> Vec<u32> {
    places.iter().filter_map(|place| text_at(texts, *place)).map(Ready::parts).collect()
}

fn by_store(texts: &Texts, places: &[usize]) -> BTreeMap<StoreId, Vec<usize>> {
    let mut stores: BTreeMap<StoreId, Vec<usize>> = BTreeMap::new();
    for place in places {
        if let Some(text) = text_at(texts, *place) {
            stores.entry(text.message.store.clone()).or_default().push(*place);
        }
    }
    stores
}

/// Gives the first of some texts their turns.
fn give(texts: &mut Texts, places: &[usize], starts: &[Timestamp]) {
    for (place, start) in places.iter().zip(starts) {
        if let Some((_, Some(text))) = texts.done.get_mut(*place) {
            text.turn = *start;
        }
    }
}

/// Nothing more is to be done for these texts.
fn finish(texts: &mut Texts, places: &[usize]) {
    for place in places {
        if let Some((_, text)) = texts.done.get_mut(*place) {
            *text = None;
        }
    }
}

/// The queue brings these texts again, unless they have their turn.
fn fail(texts: &mut Texts, places: &[usize]) {
    let waiting = |place: &usize| {
        let (id, text) = texts.done.get(*place)?;
        let has_turn = text.as_ref().is_none_or(|text| text.turn > Timestamp::MIN);
        (!has_turn).then(|| (*place, id.clone()))
    };
    let waiting: Vec<_> = places.iter().filter_map(waiting).collect();
    for (place, id) in waiting {
        finish(texts, &[place]);
        texts.fail(id);
    }
}

fn tomorrow(now: Timestamp) -> Minute {
    let today = now.to_zoned(TimeZone::UTC).date();
    let next = today.tomorrow().ok().and_then(|day| day.to_zoned(TimeZone::UTC).ok());
    Minute::at_or_after(next.map_or(now, |day| day.timestamp()))
}
