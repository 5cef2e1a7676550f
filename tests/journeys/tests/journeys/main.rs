//! Every journey, in one program: it plays as many side by side as there are stacks (`cargo xtask test`).

mod a_killed_process;
mod bad_input;
mod campaigns;
mod changed_settings;
mod counters;
mod delays;
mod dry_runs;
mod every_occurrence_once;
mod frequency;
mod laws;
mod links;
mod moved_orders;
mod out_of_order;
mod outage;
mod people;
mod products_of_one_order;
mod provider_trouble;
mod quiet_hours;
mod replies;
mod segments;
mod several_flows;
mod shared_number;
mod shopify;
mod steps;
mod table_trouble;
mod waiting_steps;
