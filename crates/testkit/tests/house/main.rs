//! Rules about the house: which room may import which, and how a room is kept.

#![cfg(test)]

mod arrows;
mod files;
