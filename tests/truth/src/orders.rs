//! Order does not matter: whatever order webhooks come in, how late and how often, no text is untrue.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::{SignedDuration, Timestamp, ToSpan};
use rechime_domain::{job::Proof, occurrence::Subject, trigger::Trigger};
use serde_json::json;

use crate::{
    history::{Event, Object, Reality, Webhook, What, happen},
    judge::{Judge, expected},
    machine::{Machine, Night},
};

/// Two in the afternoon of New York.
pub(crate) const DAY: &str = "2026-11-23T19:00:00Z";
/// Eleven in the evening of it.
pub(crate) const NIGHT: &str = "2026-11-24T04:00:00Z";

/// How the webhooks of a history come.
#[derive(Clone, Debug)]
struct Case {
    script: Vec<(What, SignedDuration)>,
    night: Night,
    skips_move_time: bool,
    proof: Proof,
    /// Of each event how long after it each of its webhooks' deliveries comes; none where it is lost.
    delays: Vec<Vec<SignedDuration>>,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { night, skips_move_time, proof, .. } = self;
        writeln!(f, "{night:?}, skips move time: {skips_move_time}, {proof:?}")?;
        let events = happen(self.start(), &self.script, self.skips_move_time).unwrap_or_default();
        for (event, delays) in events.iter().zip(&self.delays) {
            let came: Vec<_> = delays.iter().map(|delay| (event.at + *delay).to_string()).collect();
            writeln!(f, "  {} {:?}, heard of {}", event.at, event.what, came.join(", "))?;
        }
        Ok(())
    }
}

/// What came of it.
struct Outcome {
    faults: Vec<String>,
    told: Vec<Trigger>,
    events: Vec<Event>,
    story: String,
}

const fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

const SOON: SignedDuration = SignedDuration::from_secs(2);

impl Case {
    fn start(&self) -> Timestamp {
        if self.night == Night::Holds { NIGHT } else { DAY }.parse().unwrap()
    }

    /// Plays it. `None` where the script is of things that cannot happen.
    async fn play(&self) -> Option<Outcome> {
        let events = happen(self.start(), &self.script, self.skips_move_time)?;
        let mut machine = Machine::new(self.start(), self.night).await;
        let end = events.last()?.at + SignedDuration::from_hours(4 * 24);
        for event in &events {
            machine.recharge_has(event.at, objects(&event.after, event.at));
        }
        let looks = self.looks(end);
        for at in &looks {
            machine.look_back(*at);
        }
        let heard = self.deliver(&mut machine, &events, &looks);
        machine.run_until(end).await;
        let judge = Judge { events: &events, heard };
        let mut faults: Vec<_> = machine
            .sent
            .iter()
            .filter_map(|text| {
                Some(format!("{}: {} at {}: {}", text.trigger, text.body, text.at, judge.fault(text)?))
            })
            .collect();
        faults.extend(twice(&machine));
        faults.extend(silent(&machine, &events, self).await);
        faults.extend((!machine.is_clean().await).then(|| "something was parked".to_owned()));
        let told = machine.sent.iter().map(|text| text.trigger).collect();
        let story = if faults.is_empty() { String::new() } else { machine.story().await };
        Some(Outcome { faults, told, events, story })
    }

    /// When upkeep looks back, where something is lost.
    fn looks(&self, end: Timestamp) -> Vec<Timestamp> {
        if self.delays.iter().all(|deliveries| !deliveries.is_empty()) {
            return Vec::new();
        }
        (self.start() + minutes(7)).series(1.hour()).take_while(|at| *at < end).collect()
    }

    /// Plans the deliveries; gives when each body was first heard of. What is lost is heard of by the next look back. Those
    /// of two events never come in one millisecond, in which nobody could say which of them was known.
    fn deliver(
        &self,
        machine: &mut Machine,
        events: &[Event],
        looks: &[Timestamp],
    ) -> Vec<BTreeMap<Object, Timestamp>> {
        let mut came: Vec<(Timestamp, Timestamp, Object)> = Vec::new();
        for ((event, delays), place) in events.iter().zip(&self.delays).zip(0..) {
            for (Webhook { object, topic, body }, delay) in
                event.webhooks.iter().flat_map(|webhook| delays.iter().map(move |delay| (webhook, delay)))
            {
                let at = event.at + *delay + SignedDuration::from_millis(place);
                machine.webhook(at, topic, body, self.proof);
                came.push((event.at, at, *object));
            }
        }
        let heard = |event: &Event| {
            let objects = event.webhooks.iter().map(|webhook| webhook.object);
            let looks = if self.is_dated(event.what) { looks } else { &[] };
            let first = |object| Some((object, self.first_heard(event.at, object, &came, looks)?));
            objects.filter_map(first).collect()
        };
        events.iter().map(heard).collect()
    }

    fn is_dated(&self, what: What) -> bool {
        self.skips_move_time || !matches!(what, What::Skipped | What::Unskipped)
    }

    /// When it was first heard how an object was after something happened: by its own webhook, by a look back, or, where
    /// Recharge is asked, by any webhook about the object since. A look back finds what changed by its own time.
    fn first_heard(
        &self,
        at: Timestamp,
        object: Object,
        came: &[(Timestamp, Timestamp, Object)],
        looks: &[Timestamp],
    ) -> Option<Timestamp> {
        let is_asked = self.proof == Proof::PathKey;
        let tells = |(happened, came, of): &&(Timestamp, Timestamp, Object)| {
            *of == object && if is_asked { *came >= at } else { *happened == at }
        };
        let by_webhook = came.iter().filter(tells).map(|(_, came, _)| *came);
        // No list tells of customers.
        let is_listed = object != Object::Customer;
        by_webhook.chain(looks.iter().copied().filter(|look| is_listed && *look >= at)).min()
    }
}

/// All that Recharge has, as it would send it.
pub(crate) fn objects(reality: &Reality, at: Timestamp) -> Vec<(Subject, serde_json::Value)> {
    let customer = reality.customer_object(at);
    let enveloped = |kind: &str, object| json!({ kind: object, "customer": customer.clone() });
    let subscription = reality
        .subscription_object()
        .map(|object| (Subject::Subscription("7".to_owned()), enveloped("subscription", object)));
    let charges = reality.charges.keys().filter_map(|id| {
        Some((Subject::Charge(id.to_string()), enveloped("charge", reality.charge_object(*id)?)))
    });
    let orders = reality.orders.keys().filter_map(|id| {
        Some((Subject::Order(id.to_string()), enveloped("order", reality.order_object(*id)?)))
    });
    let customer = (Subject::Customer("9".to_owned()), json!({ "customer": customer }));
    subscription.into_iter().chain(charges).chain(orders).chain([customer]).collect()
}

/// Texts about one thing that happened, if there are two.
fn twice(machine: &Machine) -> Option<String> {
    let mut told = BTreeSet::new();
    let again = machine.sent.iter().find(|text| !told.insert((text.trigger, &text.occurrence)))?;
    Some(format!("{} twice about {}", again.trigger, again.occurrence))
}

/// Triggers of which something happened, and neither a text nor a reason tells.
async fn silent(machine: &Machine, events: &[Event], case: &Case) -> Vec<String> {
    let mut silent = Vec::new();
    let is_signed_in_full =
        case.proof != Proof::PathKey && case.delays.iter().all(|delays| !delays.is_empty());
    for trigger in expected(events).into_iter().filter(|_| is_signed_in_full) {
        // An early end of a pause is none to whom the pause is unknown.
        let is_told = machine.sent.iter().any(|text| text.trigger == trigger);
        if trigger != Trigger::SubscriptionResumed && !is_told && machine.skips(trigger).await.is_empty() {
            silent.push(format!("{trigger}: neither a text nor a reason"));
        }
    }
    silent
}

/// Plays cases and says how many; shows the first that is wrong.
async fn all_true(name: &str, cases: impl Iterator<Item = Case>) -> usize {
    let (mut played, mut texts) = (0, 0);
    for case in cases {
        let Some(outcome) = case.play().await else { continue };
        played += 1;
        texts += outcome.told.len();
        assert!(outcome.faults.is_empty(), "{:#?}\nin {case}\n{}", outcome.faults, outcome.story);
    }
    println!("{name}: {played} histories, {texts} texts, none untrue, none twice");
    played
}

/// Every pair of things that can happen to a subscription, after what makes them possible.
fn pairs() -> Vec<Vec<What>> {
    use What::{
        Canceled, Created, Expired, Failed, FailedAgain, GivenUp, Paid, Paused, PausedOpen, Processed,
        Skipped, Upcoming,
    };
    let beginnings: [&[What]; 11] = [
        &[Created],
        &[Created, Paused],
        &[Created, PausedOpen],
        &[Created, Skipped],
        &[Created, Canceled],
        &[Created, Expired],
        &[Created, Upcoming],
        &[Created, Upcoming, Failed],
        &[Created, Upcoming, Failed, FailedAgain],
        &[Created, Upcoming, Failed, GivenUp],
        &[Created, Upcoming, Paid, Processed],
    ];
    let mut scripts = Vec::new();
    for beginning in beginnings {
        for first in What::ALL {
            for second in What::ALL {
                scripts.push([beginning, &[first, second]].concat());
            }
        }
    }
    scripts
}

/// The last two things so far apart, everything before them an hour.
fn spaced(script: &[What], gap: SignedDuration) -> Vec<(What, SignedDuration)> {
    let last = script.len() - 1;
    script
        .iter()
        .enumerate()
        .map(|(place, what)| (*what, if place == last { gap } else { minutes(60) }))
        .collect()
}

/// The ways in which the last two come: in order, the other way round, late, and twice.
fn arrivals(count: usize, gap: SignedDuration) -> Vec<Vec<Vec<SignedDuration>>> {
    let (beginning, late) = (vec![vec![SOON]; count - 2], gap + minutes(4));
    let much_later = SignedDuration::from_hours(47);
    [
        [vec![SOON], vec![SOON]],
        [vec![late], vec![SOON]],
        [vec![SOON, late], vec![SOON]],
        [vec![SOON], vec![SOON, minutes(90)]],
        [vec![late], vec![SOON, minutes(90)]],
        [vec![much_later], vec![SOON]],
        [vec![SOON], vec![much_later]],
    ]
    .into_iter()
    .map(|pair| [beginning.clone(), pair.to_vec()].concat())
    .collect()
}

fn cases_of_pairs(night: Night) -> impl Iterator<Item = Case> {
    let gaps = [minutes(3), SignedDuration::from_hours(5), SignedDuration::from_hours(30)];
    pairs().into_iter().flat_map(move |script| {
        gaps.into_iter().flat_map(move |gap| {
            let script = spaced(&script, gap);
            arrivals(script.len(), gap).into_iter().enumerate().map(move |(place, delays)| {
                let (script, proof) = (script.clone(), Proof::TimestampedSignature);
                Case { script, night, skips_move_time: place % 2 == 0, proof, delays }
            })
        })
    })
}

#[tokio::test]
async fn no_text_is_untrue_in_whatever_order_two_things_are_heard_of_by_day() {
    all_true("pairs by day", cases_of_pairs(Night::Sends)).await;
}

#[tokio::test]
async fn no_text_is_untrue_in_whatever_order_two_things_are_heard_of_by_night() {
    all_true("pairs by night", cases_of_pairs(Night::Holds)).await;
}

/// What comes at once and in order is told as it happens: nothing is lost to caution.
#[tokio::test]
async fn in_the_right_order_every_text_goes() {
    let mut played = 0;
    for script in pairs() {
        let script = spaced(&script, minutes(60));
        let delays = vec![vec![SOON]; script.len()];
        let (night, proof) = (Night::Sends, Proof::TimestampedSignature);
        let case = Case { script, night, skips_move_time: true, proof, delays };
        let Some(outcome) = case.play().await else { continue };
        let sorted = |mut triggers: Vec<Trigger>| {
            triggers.sort();
            triggers
        };
        assert_eq!(sorted(outcome.told), sorted(expected(&outcome.events)), "{case:?}");
        played += 1;
    }
    println!("in the right order: {played} histories, none lost");
}

/// A small generator whose seed can be given: `TRUTH_SEED=… cargo test`.
struct Chance(u64);

impl Chance {
    fn seeded() -> Self {
        let seed = std::env::var("TRUTH_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_126);
        println!("TRUTH_SEED={seed}");
        Self(seed)
    }

    /// `SplitMix64`.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        it ^ (it >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn of<T: Copy>(&mut self, among: &[T]) -> T {
        among[usize::try_from(self.below(among.len() as u64)).unwrap()]
    }
}

impl Case {
    /// A history of up to nine things within days, whose webhooks come late, twice, in any order, or never.
    fn random(chance: &mut Chance, can_be_lost: bool) -> Self {
        let night = chance.of(&[Night::Sends, Night::Holds]);
        let proof = chance.of(&[Proof::TimestampedSignature, Proof::LegacySignature, Proof::PathKey]);
        let (mut script, mut delays) = (vec![(What::Created, SignedDuration::ZERO)], vec![vec![SOON]]);
        let wanted = 2 + chance.below(8);
        for _ in 0..wanted * 12 {
            let most = chance.of(&[5, 60, 600, 2_880]);
            let gap = minutes(i64::try_from(1 + chance.below(most)).unwrap());
            let next = (chance.of(&What::ALL), gap);
            let tried = [script.clone(), vec![next]].concat();
            if happen(DAY.parse().unwrap(), &tried, true).is_none() {
                continue;
            }
            script = tried;
            delays.push(Self::random_deliveries(chance, can_be_lost));
            if script.len() as u64 > wanted {
                break;
            }
        }
        Self { script, night, skips_move_time: chance.below(2) == 0, proof, delays }
    }

    fn random_deliveries(chance: &mut Chance, can_be_lost: bool) -> Vec<SignedDuration> {
        if can_be_lost && chance.below(3) == 0 {
            return Vec::new();
        }
        let mut deliveries = Vec::new();
        for _ in 0..=chance.below(3) {
            let most = chance.of(&[1, 1, 30, 600, 2_880]);
            deliveries
                .push(SOON + SignedDuration::from_secs(i64::try_from(chance.below(most * 60)).unwrap()));
        }
        deliveries
    }
}

fn histories() -> usize {
    std::env::var("TRUTH_HISTORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(1_500)
}

#[tokio::test]
async fn no_text_is_untrue_in_any_history_whose_webhooks_come_late_twice_and_in_any_order() {
    let mut chance = Chance::seeded();
    all_true("histories", (0..histories()).map(|_| Case::random(&mut chance, false))).await;
}

#[tokio::test]
async fn no_text_is_untrue_in_any_history_some_of_whose_webhooks_are_lost() {
    let mut chance = Chance::seeded();
    all_true("histories with losses", (0..histories() / 10).map(|_| Case::random(&mut chance, true))).await;
}
