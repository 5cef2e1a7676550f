//! A step of the day: somebody does something, and what must come of it is waited for.

use anyhow::{Context, bail, ensure};
use jiff::{Timestamp, Zoned};
use journeys::{Consent, Entry, Person, Shop, Webhook, activity::PATIENCE, sms::Text, tap, wait};

use serde_json::{Value, json};

use super::customers::Customer;

/// What somebody does.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// Recharge sends a webhook so many times.
    Webhook { webhook: Webhook, times: u32 },
    /// Somebody else sends one, with a signature that does not belong to it.
    Forgery(Webhook),
    /// The customer answers a text.
    Reply(&'static str),
    /// A program that calls itself so follows the link of the flow's last text to the customer.
    Follow(&'static str),
    /// These agree to promotions, and the merchant launches a campaign to all who said whether they want texts.
    Launch(Vec<Person>),
    /// Nothing: time passes.
    Wait,
}

impl Action {
    pub(super) const fn webhook(webhook: Webhook) -> Self {
        Self::Webhook { webhook, times: 1 }
    }
}

/// What must come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// A text arrives.
    Text,
    /// A text waits.
    Held,
    /// What the customer wrote is answered, and the store's list has this status from now on.
    Answered(&'static str),
    /// No text, for that reason.
    Skipped(&'static str),
    /// The customer is in the segment of those who received a Recharge flow message; and in that of those who clicked in
    /// one, or not.
    InSegments { clicked: bool },
    /// The link leads somewhere, and nobody counts as having clicked.
    NotCounted,
    /// The link leads somewhere, and the customer has clicked in the text.
    Clicked,
    /// The customer gets the campaign at once, somebody else waits, and somebody is skipped.
    Launched,
    /// The customer gets the campaign that waited.
    CampaignText,
    /// The webhook is refused.
    Refused,
    /// Everything stays as it was.
    NothingMore,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// A text arrived.
    Text(Text, Entry),
    /// A text waits.
    Held(Entry),
    /// What the customer wrote was answered, and is on the store's list.
    Answered(Text, Consent),
    /// No text.
    Skipped(Entry),
    /// The customer is in the first segment, and in the second or not.
    InSegments { clicked: bool },
    /// The link leads there, and nobody has clicked.
    NotCounted(String),
    /// The link leads there, and the customer clicked at that time.
    Clicked(String, Timestamp),
    /// The customer got the campaign, which has come so far.
    Campaign(Text, Value),
    /// The webhook was refused, with that status.
    Refused(u16),
    /// Everything stayed as it was.
    NothingMore,
}

impl Outcome {
    /// The flow that texted, if one did.
    pub(super) fn texted_flow(&self) -> Option<String> {
        match self {
            Self::Text(_, entry) => Some(entry.flow.clone()),
            _ => None,
        }
    }
}

/// A step.
pub(super) struct Step {
    pub(super) at: Zoned,
    pub(super) customer: Customer,
    pub(super) title: &'static str,
    pub(super) flow: &'static str,
    expected: Expected,
    action: Action,
}

impl Step {
    /// A step in which nothing is done yet, and a text is expected.
    pub(super) fn new(at: &Zoned, customer: &Customer, title: &'static str, flow: &'static str) -> Self {
        let (at, customer) = (at.clone(), customer.clone());
        Self { at, customer, title, flow, expected: Expected::Text, action: Action::Wait }
    }

    pub(super) fn with(self, action: Action, expected: Expected) -> Self {
        Self { expected, action, ..self }
    }

    /// The flow's own webhook comes, and so does its text.
    pub(super) fn text(at: &Zoned, customer: &Customer, title: &'static str, flow: &'static str) -> Self {
        let webhook = Webhook::starting(flow, &customer.person, at.timestamp());
        Self::new(at, customer, title, flow).with(Action::webhook(webhook), Expected::Text)
    }

    /// Does it, and waits for what must come of it.
    pub(super) fn run(&self, shop: &Shop<'_>) -> anyhow::Result<Outcome> {
        shop.journey.clock.move_to(self.at.timestamp())?;
        let before = self.texts(shop)?.len();
        if let Action::Follow(agent) = self.action {
            return self.follow(shop, agent);
        }
        let refused = self.act(shop)?;
        let outcome = match self.expected {
            Expected::Refused => refused.map(Outcome::Refused).context("a forged webhook was taken"),
            Expected::Text => self.await_text(shop),
            Expected::Held => shop.await_state(&self.customer.person, self.flow, "held").map(Outcome::Held),
            Expected::Answered(status) => self.await_answer(shop, before, status),
            Expected::Skipped(cause) => {
                shop.await_skip(&self.customer.person, self.flow, cause).map(Outcome::Skipped)
            }
            Expected::InSegments { clicked } => self.ensure_in_segments(shop, clicked),
            Expected::Launched => self.await_campaign(shop, 1),
            Expected::CampaignText => self.await_campaign(shop, 2),
            Expected::NothingMore => self.ensure_nothing_more(shop, before),
            Expected::NotCounted | Expected::Clicked => bail!("only who follows a link clicks"),
        };
        outcome.with_context(|| format!("{}: the day went differently", self.title))
    }

    /// Gives the status with which a forgery was refused.
    fn act(&self, shop: &Shop<'_>) -> anyhow::Result<Option<u16>> {
        match &self.action {
            Action::Wait | Action::Follow(_) => {}
            Action::Webhook { webhook, times } => (0..*times).try_for_each(|_| shop.deliver(webhook))?,
            Action::Forgery(webhook) => return forge(shop, webhook),
            Action::Launch(agreed) => launch(shop, agreed)?,
            Action::Reply(words) => shop.journey.sms.reply(&self.customer.person, words).map(drop)?,
        }
        Ok(None)
    }

    /// Follows the link, and sees whether that counts.
    fn follow(&self, shop: &Shop<'_>, agent: &str) -> anyhow::Result<Outcome> {
        let person = &self.customer.person;
        let entry = shop.entry(person, self.flow)?.context("there is no such text")?;
        let is_it = |text: &Text| entry.provider_id.as_deref() == Some(text.provider_message_id.as_str());
        let text = self.texts(shop)?.into_iter().find(is_it).context("the provider has not got it")?;
        let tapped = tap::follow("GET", tap::link(&text)?, agent)?;
        ensure!(tapped.status == 302, "the link was answered {}", tapped.status);
        let destination = tapped.header("location").to_owned();
        if self.expected == Expected::Clicked {
            return Ok(Outcome::Clicked(destination, shop.await_click(person, self.flow)?));
        }
        shop.journey.queues.settle()?;
        let clicked_at = shop.entry(person, self.flow)?.and_then(|entry| entry.clicked_at);
        ensure!(clicked_at.is_none(), "{agent} counts as a person");
        Ok(Outcome::NotCounted(destination))
    }

    fn ensure_in_segments(&self, shop: &Shop<'_>, clicked: bool) -> anyhow::Result<Outcome> {
        shop.journey.queues.settle()?;
        for (segment, expected) in [("received_recharge", true), ("clicked_recharge", clicked)] {
            let is_member = shop.is_member(&self.customer.person, segment)?;
            ensure!(is_member == expected, "{} in {segment}: {is_member}", self.customer.person.name);
        }
        Ok(Outcome::InSegments { clicked })
    }

    fn texts(&self, shop: &Shop<'_>) -> anyhow::Result<Vec<Text>> {
        shop.journey.sms.texts_to(&self.customer.person)
    }

    fn await_text(&self, shop: &Shop<'_>) -> anyhow::Result<Outcome> {
        let entry = shop.await_state(&self.customer.person, self.flow, "accepted")?;
        let is_it = |text: &Text| entry.provider_id.as_deref() == Some(text.provider_message_id.as_str());
        let text = self.texts(shop)?.into_iter().find(is_it).context("the provider has not got it")?;
        let same = self.texts(shop)?.iter().filter(|other| other.body == text.body).count();
        ensure!(same == 1, "{same} texts of {} to {}", self.flow, self.customer.person.name);
        Ok(Outcome::Text(text, entry))
    }

    /// Waits until so many have got the newest campaign, the customer of the step the last of them.
    fn await_campaign(&self, shop: &Shop<'_>, sent: u64) -> anyhow::Result<Outcome> {
        let campaigns = shop.get("/campaigns")?.success()?;
        let key = campaigns.pointer("/campaigns/0/key").and_then(Value::as_str).context("no campaign")?;
        let is_so = |progress: &Value| progress.get("sent").and_then(Value::as_u64) == Some(sent);
        let campaign = shop.await_progress(key, is_so)?;
        let texts = self.texts(shop)?;
        let text = texts.into_iter().rev().find(|text| text.body.contains(CAMPAIGN)).context("no text")?;
        Ok(Outcome::Campaign(text, campaign.get("progress").cloned().unwrap_or_default()))
    }

    fn await_answer(&self, shop: &Shop<'_>, before: usize, status: &str) -> anyhow::Result<Outcome> {
        let answer =
            wait::until("the answer comes", PATIENCE, || Ok(self.texts(shop)?.into_iter().nth(before)))?;
        let consent = shop.consent(&self.customer.person)?;
        ensure!(
            consent.status == status,
            "{} is {}, not {status}",
            self.customer.person.name,
            consent.status
        );
        Ok(Outcome::Answered(answer, consent))
    }

    fn ensure_nothing_more(&self, shop: &Shop<'_>, before: usize) -> anyhow::Result<Outcome> {
        shop.journey.queues.settle()?;
        let after = self.texts(shop)?.len();
        ensure!(after == before, "{} more texts came", after - before);
        Ok(Outcome::NothingMore)
    }
}

/// What the campaign's text says.
const CAMPAIGN: &str = "New: our winter roast";

/// A campaign to all who said whether they want texts: on a new stack these and the one who said no.
fn launch(shop: &Shop<'_>, agreed: &[Person]) -> anyhow::Result<()> {
    agreed.iter().try_for_each(|person| shop.subscribe(person))?;
    let said = ["subscribed", "unsubscribed"]
        .map(|status| json!({ "subscriber": { "field": "consent", "is": "equal", "value": status } }));
    let segment = shop.add_segment("Said yes or no", &json!({ "any": said }))?;
    let template = format!("{{{{ store_name }}}}: {CAMPAIGN}. Reply STOP to opt out");
    let key = shop.draft_campaign("Winter roast", &template, Some(&segment))?;
    shop.launch_campaign(&key).map(drop)
}

/// Sends a webhook whose body was changed after it was signed; gives the status of the refusal.
fn forge(shop: &Shop<'_>, webhook: &Webhook) -> anyhow::Result<Option<u16>> {
    let mut delivery = shop.delivery(webhook, shop.journey.clock.now()?)?;
    delivery.body.push(b' ');
    match delivery.post()?.status {
        200..300 => Ok(None),
        status @ 400..500 => Ok(Some(status)),
        other => bail!("a forged webhook was answered {other}"),
    }
}
