//! What can be wrong with the catalogue.

/// A catalogue that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// No YAML, or not of the catalogue's form.
    #[error("{file}: {message}")]
    Malformed {
        /// Which file.
        file: String,
        /// What and where.
        message: String,
    },
    /// A control that says too little, or what does not fit together.
    #[error("{file}: {control}: {message}")]
    Inconsistent {
        /// Which file.
        file: String,
        /// Which control.
        control: String,
        /// What.
        message: String,
    },
    /// Two laws or two controls of one id.
    #[error("{file}: the id {id} is taken by {other}")]
    Duplicate {
        /// Which file.
        file: String,
        /// Which id.
        id: String,
        /// The law that has it.
        other: String,
    },
}
