//! Decisions by small policies that are made for the purpose.

#![cfg(test)]

mod auditing;
mod deciding;
mod facts;
mod inventory;
mod mutating;
mod policies;
mod profiles;
mod reviews;
