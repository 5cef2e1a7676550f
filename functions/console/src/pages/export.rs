//! Taking a long list away as a file. The server answers it in parts. The page's script puts them together; without
//! JavaScript each part is a file of its own.

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue},
    response::Response,
};
use rechime_store::Cursor;
use serde::Deserialize;

use super::{activity::encoded, frame::Frame};
use crate::words::{EN, Words};

/// The header of a part that says where the next one begins.
const NEXT_CURSOR: HeaderName = HeaderName::from_static("next-cursor");

#[derive(Template)]
#[template(path = "export.html")]
pub(super) struct ExportPage {
    w: &'static Words,
    frame: Frame,
    back: (String, String),
    file_name: String,
    /// Where the whole file begins, and the part that is shown.
    table: String,
    part: String,
    number: u32,
    /// Where to go for the part after it; absent at the end.
    next: Option<String>,
}

/// What is taken away.
pub(super) struct Whole {
    pub(super) frame: Frame,
    pub(super) back: (String, String),
    /// The address of the page, and of the parts.
    pub(super) page: String,
    pub(super) table: String,
    pub(super) file_name: String,
}

/// Which part is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    cursor: Option<String>,
    part: Option<u32>,
    /// The part that begins here was taken away; where does it end?
    after: Option<String>,
    done: Option<String>,
}

impl Asked {
    pub(super) fn cursor(&self) -> Option<Cursor> {
        self.cursor.clone().and_then(|cursor| Cursor::try_from(cursor).ok())
    }

    /// Whether the page after a part is asked for, for which the part's end must be found.
    pub(super) const fn goes_on(&self) -> bool {
        self.after.is_some()
    }

    /// Where the part begins whose end is asked for.
    pub(super) fn after(&self) -> Option<Cursor> {
        self.after.clone().and_then(|cursor| Cursor::try_from(cursor).ok())
    }

    fn number(&self) -> u32 {
        self.part.unwrap_or(1)
    }

    /// The page of the part that begins with the cursor.
    pub(super) fn following(&self, whole: &Whole, cursor: Option<&Cursor>) -> String {
        let (page, number) = (&whole.page, self.number().saturating_add(1));
        cursor.map_or_else(
            || format!("{page}?done=yes"),
            |cursor| format!("{page}?cursor={}&part={number}", encoded(cursor)),
        )
    }
}

impl ExportPage {
    pub(super) fn new(whole: Whole, asked: &Asked) -> Self {
        let Whole { frame, back, page, table, file_name } = whole;
        let cursor = asked.cursor().as_ref().map(encoded);
        let from = cursor.clone().unwrap_or_default();
        let done = asked.done.is_some().then_some(EN.export.done);
        Self {
            w: &EN,
            frame: frame.maybe_saying(done),
            back,
            file_name,
            part: cursor.map_or_else(|| table.clone(), |cursor| format!("{table}?cursor={cursor}")),
            table,
            number: asked.number(),
            next: done.is_none().then(|| format!("{page}?after={from}&part={}", asked.number())),
        }
    }
}

/// A part that names the next one.
pub(super) fn with_next(mut part: Response, next: Option<&Cursor>) -> Response {
    let next = next.and_then(|cursor| HeaderValue::from_str(cursor.as_str()).ok());
    part.headers_mut().extend(next.map(|next| (NEXT_CURSOR, next)));
    part
}
