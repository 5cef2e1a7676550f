use jiff::Timestamp;
use rechime_domain::{
    campaign::{Campaign, CampaignState, Launch, edit::CampaignEdit},
    ids::SourceId,
    segment::Segments,
};
use rechime_store::{
    StoreError,
    audit::Audit,
    campaigns::{CampaignEditor, ShardReach},
    subscribers::SHARDS,
};
use serde_json::json;

use crate::samples::{at, entry, store};

fn draft(id: &str) -> Campaign {
    let edit = json!({ "name": "Spring", "template": "{{ store_name }}: 20 % off" });
    let edit: CampaignEdit = serde_json::from_value(edit).unwrap();
    edit.create(SourceId::campaign(id).unwrap(), &Segments::default(), now()).unwrap()
}

fn now() -> Timestamp {
    at(0)
}

pub(crate) async fn keeps_its_promises<T: CampaignEditor + Audit>(table: &T) {
    campaigns_are_changed_by_versions_and_listed_newest_first(table).await;
    reach_is_never_taken_back(table).await;
}

async fn campaigns_are_changed_by_versions_and_listed_newest_first<T: CampaignEditor + Audit>(table: &T) {
    let (shop, entry) = (store("campaigns"), entry());
    let (first, second) = (draft("01"), draft("02"));
    for campaign in [&first, &second] {
        table.create_campaign(&shop, campaign, &entry).await.unwrap();
    }
    assert!(matches!(table.create_campaign(&shop, &first, &entry).await, Err(StoreError::Exists)));
    assert_eq!(table.list_campaigns(&shop, None).await.unwrap().items, [second.clone(), first.clone()]);

    let launch = Launch { at: now(), condition: None };
    let launched = Campaign { state: CampaignState::Launched { launch }, version: 2, ..first.clone() };
    table.put_campaign(&shop, &launched, &entry).await.unwrap();
    assert!(matches!(table.put_campaign(&shop, &launched, &entry).await, Err(StoreError::Conflict)));
    assert_eq!(table.get_campaign(&shop, &first.id).await.unwrap(), Some(launched));

    let stale = Campaign { version: 7, ..second.clone() };
    assert!(matches!(table.delete_campaign(&shop, &stale, &entry).await, Err(StoreError::Conflict)));
    table.delete_campaign(&shop, &second, &entry).await.unwrap();
    assert_eq!(table.get_campaign(&shop, &second.id).await.unwrap(), None);
    assert_eq!(table.get_campaign(&store("another"), &first.id).await.unwrap(), None);
}

async fn reach_is_never_taken_back<T: CampaignEditor>(table: &T) {
    let (shop, campaign) = (store("reach"), SourceId::campaign("01").unwrap());
    assert!(!table.get_reach(&shop, &campaign).await.unwrap().is_done());
    let reach = |shard, read, is_done| ShardReach {
        shard,
        read,
        matched: read / 2,
        held: 0,
        last_minute: None,
        skipped: std::collections::BTreeMap::new(),
        is_done,
        at: now(),
    };
    for (shard, read, is_done) in [(0, 10, false), (0, 20, true), (0, 10, false), (3, 5, false), (3, 4, true)]
    {
        table.put_reach(&shop, &campaign, &reach(shard, read, is_done)).await.unwrap();
    }
    let known = table.get_reach(&shop, &campaign).await.unwrap();
    assert_eq!(known.shards, [reach(0, 20, true), reach(3, 5, false)]);
    assert_eq!(known.sum(|shard| shard.read), 25);
    for shard in 0..SHARDS {
        table.put_reach(&shop, &campaign, &reach(shard, 30, true)).await.unwrap();
    }
    assert!(table.get_reach(&shop, &campaign).await.unwrap().is_done());
}
