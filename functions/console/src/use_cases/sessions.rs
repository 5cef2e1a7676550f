//! Signing in to the pages of the console, and out.

mod token;

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{characters::is_meaningless, flow::edit::FieldFault};
use rechime_platform::{operator_alerts::OperatorAlert, random::RandomError};
use rechime_store::{
    StoreError,
    sessions::Session,
    sign_in_attempts::{Attempt, MOST_ATTEMPTS},
};
use secrecy::{ExposeSecret, SecretString};

pub(crate) use self::token::{CsrfToken, SessionToken};
use crate::app::App;

/// The longest name that somebody may give, in characters.
const LONGEST_NAME: usize = 40;

/// A session is noted as used when it was not for so long: an open page costs no write a click.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(30);

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    #[error("Correct what is marked, then try again.")]
    Invalid(Vec<FieldFault>),
    #[error("This is not the admin key. Copy it from AWS Secrets Manager, without blanks around it.")]
    WrongKey,
    #[error(
        "Too many wrong keys came from your network. Try again in {minutes} min, or from another network."
    )]
    TooMany {
        /// How long it takes, rounded up.
        minutes: i64,
    },
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Somebody who wants in.
pub(crate) struct SignIn<'a> {
    /// The key as it was typed.
    pub(crate) key: &'a SecretString,
    /// The name by which changes are shown as theirs.
    pub(crate) name: &'a str,
    /// Where they are: attempts are counted by it.
    pub(crate) address: &'a str,
    /// The session that they have already, if any. It ends: nobody goes on in a session that somebody else may know.
    pub(crate) previous: Option<&'a SessionToken>,
}

/// Signs somebody in who has the admin key, and begins a new session.
///
/// A key is looked at only after the attempt was counted. Whoever has the key gets in from an address that others did
/// not use up.
pub(crate) async fn sign_in(app: &App, wanted: SignIn<'_>) -> Result<SessionToken, SignInError> {
    let name = check_name(wanted.name)?;
    let now = app.clock.now();
    let left = match app.attempts.claim_attempt(wanted.address, now).await? {
        Attempt::Allowed { left } => left,
        Attempt::Refused { until } => return Err(SignInError::TooMany { minutes: minutes(until, now) }),
    };
    if !app.admin_key.admits(wanted.key.expose_secret().trim()) {
        if left == 0 {
            tell_operator(app, wanted.address, now).await;
        }
        return Err(SignInError::WrongKey);
    }
    app.attempts.release_attempt(wanted.address, now).await?;
    if let Some(previous) = wanted.previous {
        sign_out(app, previous).await?;
    }
    begin(app, name, now).await
}

async fn begin(app: &App, name: String, now: Timestamp) -> Result<SessionToken, SignInError> {
    let token = SessionToken::random()?;
    let key_fingerprint = app.admin_key.fingerprint();
    let session = Session { name, key_fingerprint, began_at: now, used_at: now };
    app.sessions.put_session(&token.id(), &session).await?;
    Ok(token)
}

/// The session of a token, unless it has ended: by sign-out, by time, or because there is another admin key.
pub(crate) async fn resume(app: &App, token: &SessionToken) -> Result<Option<Session>, StoreError> {
    let (id, now) = (token.id(), app.clock.now());
    let session = app.sessions.get_session(&id).await?;
    let stands =
        |session: &Session| session.ends_at() > now && session.key_fingerprint == app.admin_key.fingerprint();
    let Some(session) = session.filter(stands) else { return Ok(None) };
    if now.duration_since(session.used_at) >= NOTED_EVERY {
        app.sessions.put_session_use(&id, &session, now).await?;
    }
    Ok(Some(session))
}

/// Ends a session. Doing so twice is fine.
pub(crate) async fn sign_out(app: &App, token: &SessionToken) -> Result<(), StoreError> {
    app.sessions.delete_session(&token.id()).await
}

/// Ends every session of the installation, whoever's it is: names are only what people typed.
pub(crate) async fn sign_out_everywhere(app: &App) -> Result<(), StoreError> {
    app.sessions.delete_all_sessions().await
}

fn check_name(name: &str) -> Result<String, SignInError> {
    let name = name.trim();
    let detail = match name.chars().count() {
        0 => "give your name: changes are shown with it",
        1..=LONGEST_NAME if name.chars().any(is_meaningless) => {
            "take out line breaks and invisible characters: type the name instead of pasting it"
        }
        1..=LONGEST_NAME => return Ok(name.to_owned()),
        _ => "give a name of at most 40 characters",
    };
    Err(SignInError::Invalid(vec![FieldFault::new("name", detail)]))
}

fn minutes(until: Timestamp, now: Timestamp) -> i64 {
    (until.duration_since(now).as_secs() + 59) / 60
}

/// The attempt has failed already, so that a failure here must not be another answer.
async fn tell_operator(app: &App, address: &str, now: Timestamp) {
    match app.attempts.claim_alert(now).await {
        Ok(true) => app.operator_alerts.send(&OperatorAlert::of_sign_ins(address, MOST_ATTEMPTS)).await,
        Ok(false) => {}
        Err(error) => tracing::error!(%error, "the operator was not told of wrong keys"),
    }
}
