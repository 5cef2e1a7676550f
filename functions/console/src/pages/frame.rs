//! What surrounds every page: the menu, the store, who is signed in, and what was just done.

use std::fmt;

use askama::filters::HtmlSafe;
use rechime_store::configs::StoreConfig;

use super::assets;
use crate::{
    access::SignedIn,
    words::{EN, Words},
};

/// The part of the menu that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Overview,
    Flows,
    Campaigns,
    Subscribers,
    Segments,
    Replies,
    Activity,
    Integrations,
    Settings,
    /// Beside the menu: stores, account.
    None,
}

/// The frame of one page.
pub(crate) struct Frame {
    pub(crate) w: &'static Words,
    pub(crate) title: String,
    pub(crate) section: Section,
    pub(crate) store: Option<StoreInMenu>,
    pub(crate) who: String,
    pub(crate) csrf: String,
    pub(crate) notice: Option<Notice>,
}

/// The store whose pages these are.
pub(crate) struct StoreInMenu {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) initial: String,
}

/// A page of the menu.
pub(crate) struct MenuItem {
    pub(crate) address: String,
    pub(crate) name: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) current: bool,
}

/// What is told above a page.
pub(crate) struct Notice {
    pub(crate) kind: NoticeKind,
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    Good,
    Warn,
    Bad,
}

impl NoticeKind {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Good => "circle-check",
            Self::Warn => "triangle-alert",
            Self::Bad => "circle-x",
        }
    }
}

impl Frame {
    /// The frame of a page beside the stores.
    pub(crate) fn new(who: &SignedIn, title: impl Into<String>) -> Self {
        Self {
            w: &EN,
            title: title.into(),
            section: Section::None,
            store: None,
            who: who.name.clone(),
            csrf: who.csrf.to_string(),
            notice: None,
        }
    }

    /// The frame of a store's page.
    pub(crate) fn of_store(
        who: &SignedIn,
        store: &StoreConfig,
        section: Section,
        title: impl Into<String>,
    ) -> Self {
        let name = store.settings.name.clone();
        let initial = initial(&name);
        let store = StoreInMenu { id: store.settings.id.as_str().to_owned(), name, initial };
        Self { section, store: Some(store), ..Self::new(who, title) }
    }

    pub(crate) fn saying(self, kind: NoticeKind, text: impl Into<String>) -> Self {
        Self { notice: Some(Notice { kind, text: text.into() }), ..self }
    }

    pub(crate) fn maybe_saying(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.saying(NoticeKind::Good, text),
            None => self,
        }
    }

    /// The menu of the store's pages.
    pub(crate) fn menu(&self) -> [MenuItem; 9] {
        let w = &self.w.frame;
        [
            (Section::Overview, w.overview, "layout-dashboard", ""),
            (Section::Flows, w.flows, "workflow", "/flows"),
            (Section::Campaigns, w.campaigns, "send", "/campaigns"),
            (Section::Subscribers, w.subscribers, "users", "/subscribers"),
            (Section::Segments, w.segments, "filter", "/segments"),
            (Section::Replies, w.replies, "message-circle", "/replies"),
            (Section::Activity, w.activity, "activity", "/activity"),
            (Section::Integrations, w.integrations, "plug", "/integrations"),
            (Section::Settings, w.settings, "settings", "/settings"),
        ]
        .map(|(section, name, icon, path)| MenuItem {
            address: self.at(path),
            name,
            icon,
            current: self.section == section,
        })
    }

    /// The address of a page of the store.
    pub(crate) fn at(&self, path: &str) -> String {
        match &self.store {
            Some(store) => format!("/s/{}{path}", store.id),
            None => "/stores".to_owned(),
        }
    }

    #[expect(clippy::unused_self, reason = "templates reach it by the frame that they all have")]
    pub(crate) const fn icon(&self, name: &'static str) -> Icon {
        Icon(name)
    }
}

/// The first letter of a name, as an avatar.
pub(crate) fn initial(name: &str) -> String {
    let letter = name.chars().find(|letter| letter.is_alphanumeric());
    letter.map_or_else(|| "?".to_owned(), |letter| letter.to_uppercase().to_string())
}

/// An icon of the sprite. The words beside it say what it means, so it is hidden from screen readers.
#[derive(Clone, Copy)]
pub(crate) struct Icon(pub(crate) &'static str);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sprite = assets::ICONS.path;
        write!(f, r#"<svg class="icon" aria-hidden="true"><use href="{sprite}#{}"/></svg>"#, self.0)
    }
}

impl HtmlSafe for Icon {}
