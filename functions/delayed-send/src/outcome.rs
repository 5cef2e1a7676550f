//! The outcomes of a claimed text, one in each file. None of them calls the provider to send.

mod accepted;
mod misconfigured;
mod put_off;
mod refused;
mod unknown;
