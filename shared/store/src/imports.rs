//! Long lists that are imported in parts: what the header of each says, and how far it has come. The lines themselves are
//! not kept, so that no phone is here.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rechime_domain::{
    ids::StoreId,
    list_file::{Layout, Tally},
};
use serde::{Deserialize, Serialize};

#[cfg(feature = "memory")]
use crate::memory::{Memory, page};
use crate::{
    audit::Actor,
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, alive, attribute, decode, encode, expiry},
    keys,
    page::{Cursor, Page},
    table::{Table, Write},
};

/// How long an import can be looked at, and gone on with.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Imports on one page of the list.
const PAGE: usize = 25;

/// An import's name: the second in which it began, then what makes it unique. Later ones sort behind. Safe in an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct ImportId(String);

impl ImportId {
    /// Names an import that begins `at`.
    #[must_use]
    pub fn new(at: Timestamp, unique: &str) -> Self {
        Self(format!("{}-{unique}", at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ")))
    }

    /// Takes an id as it stands in an address; `None` if it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=60).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        fits.then(|| Self(text.to_owned()))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A long list under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// Its name.
    pub id: ImportId,
    /// What the merchant calls the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// How its parts are to be read.
    pub layout: Layout,
    /// When it began. Statements without a date count from then, in whichever part they are.
    pub started_at: Timestamp,
    /// Who began it.
    pub started_by: Actor,
    /// How far the preview has come.
    pub preview: Progress,
    /// How far the import has come.
    pub import: Progress,
    /// Counts the changes of this record.
    pub version: u64,
}

/// How far a list has been gone through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The line that comes next.
    pub next_line: u64,
    /// Whether the last line is done.
    pub is_whole: bool,
    /// What the lines before it do.
    pub tally: Tally,
}

impl Progress {
    /// Before the line `first`.
    #[must_use]
    pub fn before(first: u64) -> Self {
        Self { next_line: first, is_whole: false, tally: Tally::default() }
    }
}

/// Keeps how far the imports of long lists have come.
#[async_trait]
pub trait Imports: Send + Sync {
    /// Creates an import. [`StoreError::Exists`] if there is one of this name.
    async fn create_import(&self, store: &StoreId, record: &ImportRecord) -> Result<(), StoreError>;

    /// An import; `None` where there is none, or no longer.
    async fn get_import(&self, store: &StoreId, id: &ImportId) -> Result<Option<ImportRecord>, StoreError>;

    /// The store's imports, the newest first.
    async fn list_imports(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
    ) -> Result<Page<ImportRecord>, StoreError>;

    /// Puts an import over the version before. [`StoreError::Conflict`] if another stands.
    async fn put_import(&self, store: &StoreId, record: &ImportRecord) -> Result<(), StoreError>;
}

#[async_trait]
impl Imports for Table {
    async fn create_import(&self, store: &StoreId, record: &ImportRecord) -> Result<(), StoreError> {
        let absent = Changes::default().only_if("attribute_not_exists(pk)");
        match self.put_row_if(row(store, record)?, absent).await? {
            Write::Done(_) => Ok(()),
            Write::Refused(found) => if_it_is(found, record, StoreError::Exists),
        }
    }

    async fn get_import(&self, store: &StoreId, id: &ImportId) -> Result<Option<ImportRecord>, StoreError> {
        self.get_row(&keys::import(store, id), Consistency::Strong).await?.map(decode).transpose()
    }

    async fn list_imports(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
    ) -> Result<Page<ImportRecord>, StoreError> {
        let pk = keys::imports(store);
        let page = self.page_rows(self.partition(&pk).scan_index_forward(false), &pk, before, PAGE).await?;
        let rows = page.items.into_iter().filter_map(|row| alive(row, self.now()));
        Ok(Page { items: rows.map(decode).collect::<Result<_, _>>()?, next: page.next })
    }

    async fn put_import(&self, store: &StoreId, record: &ImportRecord) -> Result<(), StoreError> {
        let standing = Changes::default()
            .name("version")
            .only_if("#version = :standing")
            .value("standing", attribute(record.version.saturating_sub(1))?);
        match self.put_row_if(row(store, record)?, standing).await? {
            Write::Done(_) => Ok(()),
            Write::Refused(found) => if_it_is(found, record, StoreError::Conflict),
        }
    }
}

fn row(store: &StoreId, record: &ImportRecord) -> Result<Item, StoreError> {
    let mut row = encode(&keys::import(store, &record.id), record)?;
    row.insert(EXPIRES_AT.to_owned(), expiry(record.started_at, KEPT));
    Ok(row)
}

/// The call may have been tried again after a write of which only the answer was lost: what it finds then is our own.
fn if_it_is(found: Item, record: &ImportRecord, otherwise: StoreError) -> Result<(), StoreError> {
    let is_ours = !found.is_empty() && decode::<ImportRecord>(found)? == *record;
    if is_ours { Ok(()) } else { Err(otherwise) }
}

#[cfg(feature = "memory")]
#[async_trait]
impl Imports for Memory {
    async fn create_import(&self, store: &StoreId, record: &ImportRecord) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let place = keys::import(store, &record.id).into();
        if contents.imports.contains_key(&place) {
            return Err(StoreError::Exists);
        }
        contents.imports.insert(place, record.clone());
        Ok(())
    }

    async fn get_import(&self, store: &StoreId, id: &ImportId) -> Result<Option<ImportRecord>, StoreError> {
        Ok(self.contents().imports.get(&keys::import(store, id).into()).cloned())
    }

    async fn list_imports(
        &self,
        store: &StoreId,
        before: Option<&Cursor>,
    ) -> Result<Page<ImportRecord>, StoreError> {
        let pk = keys::imports(store);
        let is_before = |sk: &str| before.is_none_or(|cursor| sk < cursor.as_str());
        let contents = self.contents();
        let imports = contents.imports.iter().rev().filter(|((of, sk), _)| *of == pk && is_before(sk));
        Ok(page(imports.map(|((_, sk), record)| (sk.clone(), record.clone())), PAGE))
    }

    async fn put_import(&self, store: &StoreId, record: &ImportRecord) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let standing = contents.imports.get_mut(&keys::import(store, &record.id).into());
        let standing = standing.filter(|standing| standing.version + 1 == record.version);
        *standing.ok_or(StoreError::Conflict)? = record.clone();
        Ok(())
    }
}
