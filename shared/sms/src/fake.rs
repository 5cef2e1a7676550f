//! A provider that does as tests say.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use jiff::Timestamp;

use rechime_domain::{
    phone::PhoneNumber,
    sender::{ProviderName, Sender},
};
use rechime_platform::secrets::SenderSecret;

use crate::{
    provider::{Accepted, LookUp, Outbound, SendError, SmsProvider},
    sender_check::{CheckError, SenderCheck},
};

/// Accepts every text as `fake-1`, `fake-2`… unless it is told otherwise, and remembers all of them.
#[derive(Debug)]
pub struct FakeProvider(Mutex<State>);

#[derive(Debug)]
struct State {
    attempts: Vec<Outbound>,
    errors: VecDeque<SendError>,
    look_up: LookUp,
}

impl Default for FakeProvider {
    fn default() -> Self {
        let state = State { attempts: Vec::new(), errors: VecDeque::new(), look_up: LookUp::CannotBeAsked };
        Self(Mutex::new(state))
    }
}

impl FakeProvider {
    /// Answers the next attempt that has no answer yet with `error`.
    pub fn fail_next(&self, error: SendError) {
        self.state().errors.push_back(error);
    }

    /// What look-ups find from now on. At first they cannot tell.
    pub fn will_find(&self, found: LookUp) {
        self.state().look_up = found;
    }

    /// Every text that was tried, in order, accepted or not.
    pub fn attempts(&self) -> Vec<Outbound> {
        self.state().attempts.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SmsProvider for FakeProvider {
    async fn send(&self, text: &Outbound) -> Result<Accepted, SendError> {
        let mut state = self.state();
        state.attempts.push(text.clone());
        let provider_id = format!("fake-{}", state.attempts.len());
        state.errors.pop_front().map_or(Ok(Accepted { provider_id }), Err)
    }

    async fn look_up(&self, _text: &Outbound, _since: Timestamp) -> LookUp {
        self.state().look_up.clone()
    }
}

/// Finds every sender as good as it is, unless it is told otherwise.
#[derive(Debug, Default)]
pub struct FakeSenderCheck(Mutex<VecDeque<CheckError>>);

impl FakeSenderCheck {
    /// Refuses the next sender.
    pub fn refuse_next(&self, error: CheckError) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(error);
    }
}

#[async_trait]
impl SenderCheck for FakeSenderCheck {
    async fn check(
        &self,
        sender: &Sender,
        _secret: Option<&SenderSecret>,
    ) -> Result<BTreeSet<PhoneNumber>, CheckError> {
        let refused = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        refused.map_or_else(|| Ok(sender.numbers.clone()), Err)
    }

    fn replies_url(&self, sender: &Sender) -> Option<String> {
        let id = &sender.id;
        (sender.provider == ProviderName::Twilio)
            .then(|| format!("https://texts.example/sms/twilio/replies/{id}/key"))
    }
}
