//! A Recharge that does as tests say.

mod api;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::client::{ApiError, CustomerProfile, Listing, Webhook};

/// Grants every scope, has neither objects nor webhooks and refuses nothing, until it is told otherwise. Everything
/// but webhooks and scopes it tells to the token [`FakeRecharge::TOKEN`] alone.
#[derive(Debug, Default)]
pub struct FakeRecharge(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    customers: BTreeMap<String, CustomerProfile>,
    /// E-mail addresses, each with the id of its customer.
    emails: Vec<(String, String)>,
    objects: BTreeMap<String, Value>,
    lists: BTreeMap<&'static str, Vec<Value>>,
    /// Each with the token that it belongs to.
    webhooks: Vec<(String, Webhook)>,
    created: usize,
    /// With so many webhooks in all, the next one is answered with that.
    webhook_limit: Option<(usize, ApiError)>,
    missing_scopes: Vec<&'static str>,
    time_zone: Option<&'static str>,
    error: Option<ApiError>,
    hiccups: VecDeque<ApiError>,
    /// After so many more pages the lists answer with that.
    failing_list: Option<(usize, ApiError)>,
    /// Of those calls that may have a hiccup.
    calls: usize,
    asked: Vec<String>,
}

impl FakeRecharge {
    /// The token of each store in the tests.
    pub const TOKEN: &str = "token";

    /// Has a customer of whom nothing is known but the phone.
    pub fn knows_customer(&self, id: &str, phone: &str) {
        let profile = CustomerProfile { phone: Some(phone.to_owned()), ..CustomerProfile::default() };
        self.knows_profile(id, profile);
    }

    /// Has a customer.
    pub fn knows_profile(&self, id: &str, profile: CustomerProfile) {
        self.state().customers.insert(id.to_owned(), profile);
    }

    /// Has an e-mail address of a customer.
    pub fn knows_email(&self, id: &str, email: &str) {
        self.state().emails.push((email.to_owned(), id.to_owned()));
    }

    /// Has an object, by its subject's key, such as `subscription:7`; in the envelope in which a webhook carries it.
    pub fn knows(&self, subject: &str, object: Value) {
        self.state().objects.insert(subject.to_owned(), object);
    }

    /// Has an object in a list. Lists come in pages of two.
    pub fn has(&self, listing: Listing, object: Value) {
        self.state().lists.entry(listing.plural()).or_default().push(object);
    }

    /// Has these objects in a list, and no others.
    pub fn has_only(&self, listing: Listing, objects: Vec<Value>) {
        self.state().lists.insert(listing.plural(), objects);
    }

    /// Answers every call with an error, or none any more.
    pub fn answers_with(&self, error: Option<ApiError>) {
        self.state().error = error;
    }

    /// Answers every other question about a customer or an object, and every other deletion of a webhook, with the next
    /// of these, until there are none left.
    pub fn hiccups(&self, errors: impl IntoIterator<Item = ApiError>) {
        self.state().hiccups.extend(errors);
    }

    /// After so many pages, answers the next one with that.
    pub fn interrupts_after(&self, pages: usize, error: ApiError) {
        self.state().failing_list = Some((pages, error));
    }

    /// Refuses to register a webhook once it has so many in all, with that error; `None` ends it.
    pub fn limits_webhooks(&self, limit: Option<(usize, ApiError)>) {
        self.state().webhook_limit = limit;
    }

    /// Gives tokens without these scopes.
    pub fn lacks(&self, scopes: &[&'static str]) {
        self.state().missing_scopes = scopes.to_vec();
    }

    /// Tells the store's time zone, which it does not do for every token.
    pub fn tells_zone(&self, zone: &'static str) {
        self.state().time_zone = Some(zone);
    }

    /// Loses the webhooks of these topics.
    pub fn deletes(&self, topics: &[&str]) {
        self.state().webhooks.retain(|(_, webhook)| !topics.contains(&webhook.topic.as_str()));
    }

    /// Where it sends webhooks, in the order of their registration.
    pub fn webhook_urls(&self) -> Vec<String> {
        self.state().webhooks.iter().map(|(_, webhook)| webhook.url.clone()).collect()
    }

    /// What it was asked for since the last time: `customer:9`, `subscription:7`, and of lists `charges {since}
    /// {cursor}`, where `-` is the first page.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().asked)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, unless every call is answered with an error.
    fn willing(&self) -> Result<MutexGuard<'_, State>, ApiError> {
        let state = self.state();
        state.error.clone().map_or(Ok(state), Err)
    }

    /// The same for a question about the store's data.
    fn ask(&self, token: &SecretString, question: String) -> Result<MutexGuard<'_, State>, ApiError> {
        let mut state = self.willing()?;
        if token.expose_secret() != Self::TOKEN {
            return Err(ApiError::BadToken);
        }
        state.asked.push(question);
        Ok(state)
    }
}

impl State {
    fn hiccup(&mut self) -> Result<(), ApiError> {
        self.calls += 1;
        let due = self.calls.is_multiple_of(2);
        due.then(|| self.hiccups.pop_front()).flatten().map_or(Ok(()), Err)
    }

    fn interruption(&mut self) -> Result<(), ApiError> {
        match self.failing_list.take() {
            None => Ok(()),
            Some((0, error)) => Err(error),
            Some((pages, error)) => {
                self.failing_list = Some((pages - 1, error));
                Ok(())
            }
        }
    }
}
