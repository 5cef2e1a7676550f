//! Recharge sends a webhook for each product; what the customer did once is one text.

use journeys::{Journey, Webhook};

#[test]
#[ignore = "needs a running stack"]
fn a_checkout_or_a_skip_of_three_products_is_one_text() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let [subscribes, skips] = [(), ()].map(|()| shop.person("212"));
    let now = journey.clock.now()?;
    for (flow, person) in [("subscription_started", &subscribes), ("order_skipped", &skips)] {
        for product in 1..=3 {
            shop.deliver(&Webhook::starting(flow, person, now).of_another(person, product))?;
        }
        shop.await_text(person, flow)?;
    }
    journey.queues.settle()?;
    shop.only_text(&subscribes)?;
    shop.only_text(&skips)?;
    journey.queues.ensure_nothing_is_dead()
}
