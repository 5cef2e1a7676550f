//! Providers that look around or end the process, and a table that lags behind.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::{
    consent::{ConsentEntry, Ruling, Statement, Wording},
    ids::{PersonId, SenderId, StoreId},
    message::MessageState,
    phone::PhoneNumber,
    subscriber::Subscriber,
};
use rechime_sms::{
    FakeProvider,
    provider::{Accepted, LookUp, Outbound, SendError, SmsProvider},
};
use rechime_store::{
    Memory, StoreError,
    consistency::Consistency,
    messages::Messages,
    phones::{KnownPhone, Phones},
    subscribers::Subscribers,
};

/// Sees how a message stands while it is called for it.
pub(super) struct Witness {
    pub(super) table: Memory,
    pub(super) saw: Mutex<Vec<Option<MessageState>>>,
}

#[async_trait]
impl SmsProvider for Witness {
    async fn send(&self, text: &Outbound) -> Result<Accepted, SendError> {
        let row = self.table.get_message(&text.store, &text.message).await.unwrap();
        self.saw.lock().unwrap().push(row.map(|row| row.state));
        Ok(Accepted { provider_id: "seen".to_owned() })
    }

    async fn look_up(&self, _text: &Outbound, _since: Timestamp) -> LookUp {
        LookUp::CannotBeAsked
    }
}

/// Takes a text, and then the process ends before it hears so: for the first, or for each whose text says so.
pub(super) struct Deadly {
    pub(super) provider: Arc<FakeProvider>,
    pub(super) word: &'static str,
}

#[async_trait]
impl SmsProvider for Deadly {
    async fn send(&self, text: &Outbound) -> Result<Accepted, SendError> {
        let accepted = self.provider.send(text).await;
        assert!(!text.body.contains(self.word), "the process ends");
        accepted
    }

    async fn look_up(&self, text: &Outbound, since: Timestamp) -> LookUp {
        self.provider.look_up(text, since).await
    }
}

/// Remembers which text it was asked for, and since when.
#[derive(Default)]
pub(super) struct Asked(pub(super) Mutex<Vec<(String, Timestamp)>>);

#[async_trait]
impl SmsProvider for Asked {
    async fn send(&self, _text: &Outbound) -> Result<Accepted, SendError> {
        Err(SendError::Ambiguous { reason: "not in this test".to_owned() })
    }

    async fn look_up(&self, text: &Outbound, since: Timestamp) -> LookUp {
        self.0.lock().unwrap().push((text.body.clone(), since));
        LookUp::Found(vec![Accepted { provider_id: "found".to_owned() }])
    }
}

/// Subscribers, of whom who does not insist on the present is told the past.
pub(super) struct Lagging {
    pub(super) past: Memory,
    pub(super) present: Memory,
}

#[async_trait]
impl Subscribers for Lagging {
    async fn get_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        let table = if consistency == Consistency::Strong { &self.present } else { &self.past };
        table.get_subscriber(store, phone, consistency).await
    }

    async fn get_own_row(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        let table = if consistency == Consistency::Strong { &self.present } else { &self.past };
        table.get_own_row(store, phone, consistency).await
    }

    async fn add_person(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
    ) -> Result<(), StoreError> {
        self.present.add_person(store, phone, person).await
    }

    async fn put_consent(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        statement: &Statement,
    ) -> Result<Ruling, StoreError> {
        self.present.put_consent(store, phone, statement).await
    }

    async fn list_consents(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ConsentEntry>, StoreError> {
        self.present.list_consents(store, phone).await
    }
}

/// Phones, the owner of one of which tells the number to stop just when a store is about to text it.
pub(super) struct StoppedMeanwhile {
    pub(super) table: Memory,
    pub(super) at: Timestamp,
}

#[async_trait]
impl Phones for StoppedMeanwhile {
    async fn get_phone(&self, phone: &PhoneNumber) -> Result<KnownPhone, StoreError> {
        self.table.get_phone(phone).await
    }

    async fn add_store(&self, phone: &PhoneNumber, store: &StoreId) -> Result<KnownPhone, StoreError> {
        self.table.put_opt_out(phone, Some(&SenderId::installation()), self.at, None).await?;
        self.table.add_store(phone, store).await
    }

    async fn put_opt_out(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
        wording: Option<&Wording>,
    ) -> Result<KnownPhone, StoreError> {
        self.table.put_opt_out(phone, sender, at, wording).await
    }

    async fn add_former_sender(
        &self,
        phone: &PhoneNumber,
        store: &StoreId,
        sender: &SenderId,
    ) -> Result<(), StoreError> {
        self.table.add_former_sender(phone, store, sender).await
    }

    async fn put_opt_in(
        &self,
        phone: &PhoneNumber,
        sender: Option<&SenderId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.table.put_opt_in(phone, sender, at).await
    }
}
