//! Rules about the house: which room may import which, and how a room is kept.

mod arrows;
mod files;
