//! Failed texts, to be sent again: one, or all that are listed.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{Wanted, address, page};
use crate::{
    access::Form,
    app::App,
    pages::{
        self,
        confirm::ConfirmPage,
        failure::{Failure, told},
        fields::Fields,
        frame::{Frame, NoticeKind, Section},
        html::Page,
        see_other,
        visit::{Key, Query, Visit},
    },
    use_cases::{
        activity::filter::Filter,
        send_again::{SecondTries, candidates, send_again, send_all_again},
    },
    words::EN,
};

/// What the activity is told of after texts were sent again.
#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    sent: Option<u64>,
    #[serde(default)]
    refused: u64,
}

impl Done {
    /// The activity's frame, with what was done.
    pub(super) fn told(&self, frame: Frame) -> Frame {
        match self.sent {
            Some(sent) => frame.saying(NoticeKind::Good, (EN.say.sent_again)(sent, self.refused)),
            None => frame,
        }
    }
}

/// Sends one again.
pub(super) async fn one(
    State(app): State<App>,
    visit: Visit,
    Key(id): Key,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    match send_again(&app, &visit.author(), &visit.store, &id).await {
        Ok(_) => Ok(see_other(&visit.at("/activity?sent=1"))),
        Err(error) => refused(&app, &visit, &told(&error), Wanted::default()).await,
    }
}

/// Asks once more, with how many there are.
pub(super) async fn ask(
    State(app): State<App>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let filter = wanted.filter();
    let texts = candidates(&app, &visit.store, &filter).await?.len() as u64;
    if texts == 0 {
        return refused(&app, &visit, EN.again.none, wanted).await;
    }
    Ok(Page(question(&visit, &filter).about((EN.say.texts)(texts))).into_response())
}

/// Sends all of them again.
pub(super) async fn all(
    State(app): State<App>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    let filter = wanted.filter();
    let tries = send_all_again(&app, &visit.author(), &visit.store, &filter).await?;
    let SecondTries { sent, refused } = tries;
    Ok(see_other(&visit.at(&format!("/activity?sent={sent}&refused={refused}"))))
}

fn question(visit: &Visit, filter: &Filter) -> ConfirmPage {
    let frame = visit.frame(Section::Activity, EN.again.all);
    let back = address(visit, filter, filter.standing);
    let action = back.replace("/activity?", "/activity/again?");
    let w = &EN.again;
    ConfirmPage::new(frame, (back, EN.activity.title.to_owned()), action, (w.all, w.text, w.all)).harmless()
}

/// The activity, with why nothing is sent.
async fn refused(app: &App, visit: &Visit, why: &str, wanted: Wanted) -> Result<Response, Failure> {
    let frame = visit.frame(Section::Activity, EN.activity.title).saying(NoticeKind::Bad, why);
    Ok(pages::refused(Page(page(app, visit, wanted, frame).await?)))
}
