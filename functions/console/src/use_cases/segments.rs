//! The segments of a store: groups of its subscribers.

pub(crate) mod count;
pub(crate) mod members;
pub(crate) mod runs;
pub(in crate::use_cases) mod survey;
pub(crate) mod view;

use rechime_domain::{
    condition::Condition,
    flow::edit::FieldFault,
    segment::{MOST_SEGMENTS, Segment, SegmentId, edit::SegmentEdit},
};
use rechime_platform::{
    queue::QueueError,
    random::{self, RandomError},
};
use rechime_store::{
    StoreError,
    audit::AuditAction,
    configs::{ConnectionState, StoreConfig},
};

use self::view::{SegmentUse, SegmentView};
use super::{audit::differences, author::Author, effective::Effective};
use crate::app::App;

/// Characters of a new segment's id behind `segment-`.
const ID_LENGTH: usize = 10;

/// Why a segment is not shown, changed or counted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SegmentError {
    #[error("There is no such segment.")]
    NotFound,
    #[error("Correct what is marked, then try again. Nothing was saved.")]
    Invalid(Vec<FieldFault>),
    #[error("Every store has this segment. It cannot be changed or deleted; create one of your own.")]
    BuiltIn,
    #[error("A store has at most {MOST_SEGMENTS} segments of its own. Delete one first.")]
    TooMany,
    #[error("This segment is in use by {}. Take it out there first.", names(.0))]
    InUse(Vec<SegmentUse>),
    /// With the segment as it is now; `None` where it was deleted.
    #[error("Somebody else changed this segment. Apply your change to the segment as it is now.")]
    Stale(Option<Box<SegmentView>>),
    #[error("Take the cursor as the page before gave it.")]
    Cursor,
    #[error("The list is too long to be counted while you wait. Save the segment, then start a run of it.")]
    TooLong,
    #[error("There is no such run. A run is kept for 14 days.")]
    NoSuchRun,
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn names(uses: &[SegmentUse]) -> String {
    let name = |used: &SegmentUse| format!("the {} “{}”", used.kind.name(), used.name);
    uses.iter().map(name).collect::<Vec<_>>().join(" and ")
}

/// All segments: the two that every store has once Recharge is connected, then the store's own by their names.
pub(crate) fn list(store: &StoreConfig) -> Vec<SegmentView> {
    let mut own: Vec<_> = store.segments.iter().map(|segment| SegmentView::of(store, segment)).collect();
    own.sort_by(|one, other| (&one.name, &one.key).cmp(&(&other.name, &other.key)));
    let built_in = SegmentId::BUILT_IN.into_iter().filter(|_| is_connected(store));
    built_in.map(|id| SegmentView::of_built_in(store, id)).chain(own).collect()
}

/// A segment.
pub(crate) fn show(store: &StoreConfig, key: &str) -> Result<SegmentView, SegmentError> {
    let id = find(store, key)?;
    Ok(match store.segments.get(&id) {
        Some(segment) => SegmentView::of(store, segment),
        None => SegmentView::of_built_in(store, id),
    })
}

/// Creates a segment.
pub(crate) async fn create(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    new: SegmentEdit,
) -> Result<Effective<SegmentView>, SegmentError> {
    if store.segments.iter().count() >= MOST_SEGMENTS {
        return Err(SegmentError::TooMany);
    }
    let segment = new.create(new_id()?, &store.flows).map_err(SegmentError::Invalid)?;
    let entry = author.entry_of(app, AuditAction::CreateSegment, &segment.id, Vec::new());
    app.configs.create_segment(&store.settings.id, &segment, &entry).await?;
    Ok(Effective::saved(app, SegmentView::of(store, &segment)))
}

/// Saves an edited segment. A flow whose audience it is goes by it from then on.
pub(crate) async fn edit(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
    edit: SegmentEdit,
) -> Result<Effective<SegmentView>, SegmentError> {
    let current = find_own(author, store, key)?;
    let edited = edit.apply(current, &store.flows).map_err(SegmentError::Invalid)?;
    let changes = differences(current, &edited);
    let entry = author.entry_of(app, AuditAction::ChangeSegment, &edited.id, changes);
    match app.configs.put_segment(&store.settings.id, &edited, &entry).await {
        Err(StoreError::Conflict) => Err(overtaken(app, store, &edited.id).await?),
        saved => {
            saved?;
            Ok(Effective::saved(app, SegmentView::of(store, &edited)))
        }
    }
}

/// Deletes a segment that nothing uses.
pub(crate) async fn delete(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<(), SegmentError> {
    let segment = find_own(author, store, key)?;
    let uses = SegmentUse::all(store, &segment.id);
    if !uses.is_empty() {
        return Err(SegmentError::InUse(uses));
    }
    let entry = author.entry_of(app, AuditAction::DeleteSegment, &segment.id, Vec::new());
    Ok(app.configs.delete_segment(&store.settings.id, &segment.id, &entry).await?)
}

/// What the merchant calls a segment; `None` where there is no such segment.
pub(super) fn name_of(store: &StoreConfig, id: &SegmentId) -> Option<String> {
    let own = store.segments.get(id).map(|segment| segment.name.clone());
    own.or_else(|| id.is_built_in().then(|| SegmentView::of_built_in(store, id.clone()).name))
}

fn is_connected(store: &StoreConfig) -> bool {
    store.profile.connection.state == ConnectionState::Live
}

/// The id of a segment that the store has.
fn find(store: &StoreConfig, key: &str) -> Result<SegmentId, SegmentError> {
    let id = SegmentId::parse(key).map_err(|_| SegmentError::NotFound)?;
    let is_there = if id.is_built_in() { is_connected(store) } else { store.segments.get(&id).is_some() };
    if is_there { Ok(id) } else { Err(SegmentError::NotFound) }
}

/// Who is in a segment that the store has.
fn condition_of(store: &StoreConfig, id: &SegmentId) -> Condition {
    let own = store.segments.get(id).map(|segment| segment.condition.clone());
    own.unwrap_or_else(|| Condition::Segment(id.clone()))
}

/// A segment of the store's own, unless the author saw another version of it.
fn find_own<'a>(author: &Author, store: &'a StoreConfig, key: &str) -> Result<&'a Segment, SegmentError> {
    let id = find(store, key)?;
    let segment = store.segments.get(&id).ok_or(SegmentError::BuiltIn)?;
    if author.is_stale(segment.version) { Err(stale(store, segment)) } else { Ok(segment) }
}

fn stale(store: &StoreConfig, current: &Segment) -> SegmentError {
    SegmentError::Stale(Some(Box::new(SegmentView::of(store, current))))
}

/// Somebody else saved the segment since it was read.
async fn overtaken(app: &App, store: &StoreConfig, id: &SegmentId) -> Result<SegmentError, StoreError> {
    let now = app.configs.get_config(&store.settings.id).await?;
    let current = now.as_ref().and_then(|store| Some((store, store.segments.get(id)?)));
    Ok(current.map_or(SegmentError::Stale(None), |(store, segment)| stale(store, segment)))
}

fn new_id() -> Result<SegmentId, SegmentError> {
    let random = random::key(ID_LENGTH)?.to_lowercase();
    // Ten letters and digits always make an id.
    SegmentId::own(&random).map_err(|_| SegmentError::NotFound)
}
