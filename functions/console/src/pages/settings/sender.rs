//! What the store's texts are sent from: shown, tried, changed, given back.

use askama::Template;
use axum::{
    extract::State as Port,
    response::{IntoResponse, Response},
};
use rechime_domain::sender::{ProviderName, Sender};
use rechime_store::configs::StoreConfig;

use crate::{
    access::Form,
    api::problem_details::RouteError,
    app::App,
    pages::{
        confirm::ConfirmPage,
        failure::{Failure, told},
        fields::{Faults, Fields},
        frame::{NoticeKind, Section},
        html::Page,
        refused, see_other,
        subscribers::spelled,
        visit::{Query, Visit},
    },
    use_cases::{
        sender::{self, NewSender, SenderError, SenderView},
        test_text::{self, TestOfSender},
    },
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "sender.html")]
struct SenderPage {
    w: &'static Words,
    frame: crate::pages::frame::Frame,
    own: bool,
    shared: bool,
    provider: &'static str,
    from: Vec<String>,
    rate: String,
    replies_url: Option<String>,
    test_to: String,
    form: Typed,
    faults: Faults,
}

/// The form as it is typed. The auth token never comes back.
#[derive(Clone, Default)]
struct Typed {
    is_aws: bool,
    account: String,
    identity: String,
    parts_per_second: String,
    daily_cap: String,
    /// Whether an auth token is kept already.
    has_token: bool,
}

impl Typed {
    fn of(view: &SenderView) -> Self {
        if !view.own {
            return Self { parts_per_second: "1".to_owned(), ..Self::default() };
        }
        Self {
            is_aws: view.provider == ProviderName::Aws,
            account: view.account.clone().unwrap_or_default(),
            identity: view.identity.clone().unwrap_or_default(),
            parts_per_second: view.parts_per_second.to_string(),
            daily_cap: view.daily_cap.map(|cap| cap.to_string()).unwrap_or_default(),
            has_token: view.provider == ProviderName::Twilio,
        }
    }

    fn read(fields: &Fields, view: &SenderView) -> Self {
        let text = |name: &str| fields.text(name).trim().to_owned();
        Self {
            is_aws: fields.get("provider") == Some("aws"),
            account: text("account"),
            identity: text("identity"),
            parts_per_second: text("parts_per_second"),
            daily_cap: text("daily_cap"),
            has_token: Self::of(view).has_token,
        }
    }

    /// What is asked for. What is no number is out of every range, so that the check names the right one. Fields that
    /// only Twilio has do not count for AWS.
    fn wanted(&self, fields: &Fields) -> NewSender {
        let of_twilio = |name: &str| fields.given(name).filter(|_| !self.is_aws);
        NewSender {
            provider: if self.is_aws { ProviderName::Aws } else { ProviderName::Twilio },
            account: of_twilio("account"),
            identity: self.identity.clone(),
            auth_token: of_twilio("auth_token").map(Into::into),
            parts_per_second: self.parts_per_second.parse().unwrap_or(0),
            daily_cap: fields.given("daily_cap").map(|cap| cap.parse().unwrap_or(0)),
        }
    }
}

/// What is wrong with the page's forms, and what stood in them.
#[derive(Default)]
struct Refused {
    form: Option<Typed>,
    test_to: String,
    faults: Faults,
    problem: Option<(NoticeKind, String)>,
}

pub(super) async fn show(
    Port(app): Port<App>,
    visit: Visit,
    Query(options): Query<Fields>,
) -> Result<Response, Failure> {
    let done = match options.get("done") {
        Some("tested") => Some(EN.sender.tested),
        Some("removed") => Some(EN.sender.removed),
        Some(_) => Some(EN.sender.saved),
        None => None,
    };
    let problem = done.map(|done| (NoticeKind::Good, done.to_owned()));
    let view = sender::show(&app, &visit.store).await?;
    Ok(Page(page(&visit, view, Refused { problem, ..Refused::default() })).into_response())
}

/// Gives the store a sender, or changes the one that it has.
pub(super) async fn save(
    Port(app): Port<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let view = sender::show(&app, &visit.store).await?;
    let typed = Typed::read(&fields, &view);
    match sender::put(&app, &visit.author(), &visit.store, typed.wanted(&fields)).await {
        Ok(_) => Ok(see_other(&visit.at("/settings/sms/sender?done=saved"))),
        Err(error) => {
            let form = Some(typed);
            let refused_with = match error {
                SenderError::Invalid(faults) => Refused { faults: faults.into(), ..Refused::default() },
                error => problem(&error),
            };
            Ok(refused(Page(page(&visit, view, Refused { form, ..refused_with }))))
        }
    }
}

fn problem(error: &impl RouteError) -> Refused {
    Refused { problem: Some((NoticeKind::Bad, told(error))), ..Refused::default() }
}

/// Sends a text to a phone of the merchant's own.
pub(super) async fn test(
    Port(app): Port<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let to = fields.text("to");
    let Err(error) = test_text::send_from_sender(&app, &visit.store, &TestOfSender { to: to.clone() }).await
    else {
        return Ok(see_other(&visit.at("/settings/sms/sender?done=tested")));
    };
    let faults = error.fields();
    let refused_with = if faults.is_empty() { problem(&error) } else { Refused::default() };
    let view = sender::show(&app, &visit.store).await?;
    Ok(refused(Page(page(&visit, view, Refused { test_to: to, faults: faults.into(), ..refused_with }))))
}

/// Asks once more before the store's own sender is taken away.
pub(super) async fn confirm_removal(visit: Visit) -> Response {
    let w = &EN.sender;
    let frame = visit.frame(Section::Settings, w.remove_title);
    let back = (visit.at("/settings/sms/sender"), w.title.to_owned());
    let texts = (w.remove_title, w.remove_text, w.remove_button);
    Page(ConfirmPage::new(frame, back, visit.at("/settings/sms/sender/remove"), texts)).into_response()
}

pub(super) async fn remove(
    Port(app): Port<App>,
    visit: Visit,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    sender::delete(&app, &visit.author(), &visit.store).await?;
    Ok(see_other(&visit.at("/settings/sms/sender?done=removed")))
}

fn page(visit: &Visit, view: SenderView, shown: Refused) -> SenderPage {
    let mut frame = visit.frame(Section::Settings, EN.sender.title);
    if let Some((kind, text)) = shown.problem {
        frame = frame.saying(kind, text);
    }
    SenderPage {
        w: &EN,
        frame,
        form: shown.form.unwrap_or_else(|| Typed::of(&view)),
        test_to: shown.test_to,
        faults: shown.faults,
        own: view.own,
        shared: view.shared,
        provider: provider(view.provider),
        from: numbers(view.numbers.iter().map(spelled).collect(), view.identity),
        rate: (EN.say.rate)(view.parts_per_second.into(), view.daily_cap.map(u64::from)),
        replies_url: view.replies_url,
    }
}

/// The numbers that customers see, as far as they are known.
fn numbers(numbers: Vec<String>, identity: Option<String>) -> Vec<String> {
    if numbers.is_empty() { identity.into_iter().collect() } else { numbers }
}

const fn provider(name: ProviderName) -> &'static str {
    match name {
        ProviderName::Aws => "AWS End User Messaging",
        ProviderName::Twilio => "Twilio",
    }
}

/// A store's sender in a line.
pub(super) fn short(app: &App, store: &StoreConfig) -> String {
    let sender: &Sender = store.sender(&app.own_sender);
    let from = numbers(sender.numbers.iter().map(spelled).collect(), sender.identity.clone());
    let from = from.into_iter().next().unwrap_or_else(|| EN.sender.any_number.to_owned());
    let whose = if store.sender.is_some() { EN.sender.own } else { EN.sender.default };
    format!("{from} · {whose}")
}
