//! A flow of several messages: each waits for as long as the merchant wants, and quiet hours come on top.

use anyhow::ensure;
use jiff::SignedDuration;
use journeys::Journey;
use serde_json::json;

#[test]
#[ignore = "needs a running stack"]
fn each_message_of_a_flow_comes_in_its_time() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let person = shop.person("212");
    let steps = json!([
        { "template": "{{ store_name }}: one" },
        { "delay_minutes": 10, "template": "{{ store_name }}: two" },
        { "delay_minutes": 600, "template": "{{ store_name }}: three" },
    ]);
    shop.edit_flow("charge_paid", json!({ "quiet_hours": "hold", "steps": steps }))?;
    let start = journey.clock.now()?;
    shop.happens("charge_paid", &person)?;
    journey.queues.settle()?;
    // Ten hours after the afternoon it is night, so the last one waits for nine o'clock.
    let morning = journey.clock.next(jiff::civil::time(9, 0, 0, 0))?.timestamp();
    let due = [start, start + SignedDuration::from_mins(10), morning];
    let late = SignedDuration::from_mins(6);
    for (place, due) in due.into_iter().enumerate() {
        journey.clock.move_to(due - SignedDuration::from_secs(30))?;
        ensure!(journey.sms.texts_to(&person)?.len() <= place.max(1), "message {place} came too early");
        journey.clock.move_to(due + late)?;
        let texts = journey.sms.texts_to(&person)?;
        ensure!(texts.len() == place + 1, "after message {place}: {texts:#?}");
        ensure!(texts.iter().all(|text| text.at < due + late), "{texts:#?}");
        ensure!(
            texts.last().is_some_and(|text| text.at >= due),
            "message {place} came before {due}: {texts:#?}"
        );
    }
    Ok(())
}
