//! Whether Recharge still sends a store's events.

use std::sync::Arc;

use rechime_domain::{flow::Flow, ids::StoreId};
use rechime_platform::{job::JobError, operator_alerts::OperatorAlert, secrets::RechargeSecrets};
use rechime_recharge::{
    client::ApiError,
    registration::{self, Registration},
};
use rechime_store::{
    checkups::{Checkup, ConnectionProblem, LookBack},
    configs::{ConnectionState, StoreConfig},
};

use crate::Upkeep;

/// A store that its merchant connected.
pub(crate) struct Connected {
    pub(crate) id: StoreId,
    pub(crate) store_config: Arc<StoreConfig>,
    pub(crate) secrets: Arc<RechargeSecrets>,
}

impl Connected {
    /// Whether anything that happens could make a text.
    pub(crate) fn has_active_flow(&self) -> bool {
        self.store_config.flows.iter().any(Flow::is_active)
    }
}

impl Upkeep {
    /// Registers what is missing of a store's webhooks, and fetches what they missed.
    pub(crate) async fn look_after(&self, store: &StoreId) -> Result<(), JobError> {
        let Some(store) = self.connected(store).await? else { return Ok(()) };
        let last = self.last(&store).await?;
        match self.register(&store).await {
            Ok(registration) => {
                let checkup = self.found(&store, last, &registration).await?;
                self.look_back(&store, checkup).await
            }
            Err(error) => self.refused(&store, last, &error).await,
        }
    }

    async fn connected(&self, store: &StoreId) -> Result<Option<Connected>, JobError> {
        let store_config = self.stores.get_config(store).await.map_err(JobError::retry)?;
        let is_live =
            |store_config: &Arc<StoreConfig>| store_config.profile.connection.state == ConnectionState::Live;
        let Some(store_config) = store_config.filter(is_live) else { return Ok(None) };
        let secrets = self.secrets.get(store).await.map_err(JobError::retry)?;
        Ok(secrets.map(|secrets| Connected { id: store.clone(), store_config, secrets }))
    }

    /// A store that nobody has looked after yet has missed nothing before it was connected.
    async fn last(&self, store: &Connected) -> Result<Checkup, JobError> {
        let last = self.checkups.get_checkup(&store.id).await.map_err(JobError::retry)?;
        let connection = &store.store_config.profile.connection;
        let connected_at = connection.connected_at.unwrap_or_else(|| self.clock.now());
        Ok(last.unwrap_or_else(|| Checkup::fresh(connected_at, connection.webhooks)))
    }

    async fn register(&self, store: &Connected) -> Result<Registration, ApiError> {
        let url = registration::webhook_url(&self.public_url, &store.id, &store.secrets.signing.path_key);
        let scopes = &store.store_config.profile.connection.scopes;
        registration::register_webhooks(&*self.recharge, &store.secrets.api_token, &url, scopes).await
    }

    /// Kept before anything is fetched: once they are registered again, nothing else says that webhooks were missing.
    async fn found(
        &self,
        store: &Connected,
        last: Checkup,
        registration: &Registration,
    ) -> Result<Checkup, JobError> {
        let mut checkup = Checkup::fresh(self.clock.now(), registration.webhooks()).following(last);
        let restored = registration.created.len();
        if restored > 0 {
            let until = checkup.backfilled_until;
            checkup.look_back = Some(LookBack::beginning(until, checkup.checked_at, true));
        }
        self.checkups.put_checkup(&store.id, &checkup).await.map_err(JobError::retry)?;
        if restored > 0 {
            tracing::warn!(store = %store.id, restored, "webhooks were missing and are registered again");
            self.operator_alerts.send(&OperatorAlert::of_webhooks(&store.id, restored)).await;
        }
        Ok(checkup)
    }

    /// What only a person can mend is shown and told of once; anything else passes.
    async fn refused(&self, store: &Connected, last: Checkup, error: &ApiError) -> Result<(), JobError> {
        tracing::warn!(store = %store.id, %error, "Recharge did not let us look after a store's webhooks");
        let problem = match error {
            ApiError::BadToken => ConnectionProblem::KeyRefused,
            ApiError::Forbidden => ConnectionProblem::KeyRestricted,
            _ => return Ok(()),
        };
        // A shop without Recharge has no key that is accepted, and that is no news.
        let is_known =
            last.problem.is_some_and(|known| known == problem || known == ConnectionProblem::Uninstalled);
        if is_known {
            return Ok(());
        }
        let checkup = Checkup { checked_at: self.clock.now(), problem: Some(problem), ..last };
        self.checkups.put_checkup(&store.id, &checkup).await.map_err(JobError::retry)?;
        self.operator_alerts.send(&OperatorAlert::of_connection(&store.id, problem.words())).await;
        Ok(())
    }
}
