//! Who asks for a change.

use rechime_platform::random;
use rechime_store::audit::{Actor, AuditAction, AuditEntry, FieldChange};

use crate::app::App;

/// Who asks for a change, and which version of the thing they saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Author {
    actor: Actor,
    seen: Option<u64>,
}

impl Author {
    /// Somebody who changes a thing as it is now.
    pub(crate) const fn new(actor: Actor) -> Self {
        Self { actor, seen: None }
    }

    /// Somebody who saw this version. If another one stands by now, their change is refused as stale.
    pub(crate) fn having_seen(self, version: Option<u64>) -> Self {
        Self { seen: version, ..self }
    }

    /// Whether the version that stands is another than the one they saw.
    pub(super) fn is_stale(&self, standing: u64) -> bool {
        self.seen.is_some_and(|seen| seen != standing)
    }

    /// Whether they hold the admin key, and not only a key of one store.
    pub(super) fn is_admin(&self) -> bool {
        matches!(self.actor, Actor::AdminKey | Actor::Session { .. })
    }

    pub(super) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The entry of the audit for what they do.
    pub(super) fn entry(&self, app: &App, action: AuditAction, changes: Vec<FieldChange>) -> AuditEntry {
        AuditEntry {
            // Without randomness two entries of the same nanosecond would be one, and nothing else is lost.
            uniq: random::key(6).unwrap_or_default(),
            at: app.clock.now(),
            by: self.actor.clone(),
            action,
            object: None,
            changes,
        }
    }

    /// The same, about one thing of the store.
    pub(super) fn entry_of(
        &self,
        app: &App,
        action: AuditAction,
        object: &(impl ToString + ?Sized),
        changes: Vec<FieldChange>,
    ) -> AuditEntry {
        AuditEntry { object: Some(object.to_string()), ..self.entry(app, action, changes) }
    }
}
