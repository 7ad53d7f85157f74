//! Reading and writing whole files. A save either replaces the file or leaves it as it was.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Larger files are refused: nothing that a person drew, or a database dumped without its data, comes near.
const LARGEST_FILE: u64 = 512 * 1024 * 1024;

/// Tells contents of files apart without keeping them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    length: u64,
    checksum: u32,
}

impl Fingerprint {
    /// The fingerprint of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            length: bytes.len() as u64,
            checksum: crc32fast::hash(bytes),
        }
    }
}

/// Why a file cannot be read or written.
#[derive(Debug, Error)]
pub enum StorageError {
    /// It cannot be read.
    #[error("cannot read the file: {cause}: {}", path.display())]
    Read {
        /// What the system says.
        cause: io::Error,
        /// The file.
        path: PathBuf,
    },
    /// It is too large.
    #[error("the file has {megabytes} MB, more than the {} MB that are read; export the schema without its data: {}", LARGEST_FILE >> 20, path.display())]
    TooLarge {
        /// Its size.
        megabytes: u64,
        /// The file.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("cannot save: {}; the file on disk is as it was: {}", cure(cause), path.display())]
    Write {
        /// What the system says.
        cause: io::Error,
        /// The file.
        path: PathBuf,
    },
}

impl StorageError {
    /// Whether there is no such file.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Read { cause, .. } if cause.kind() == io::ErrorKind::NotFound)
    }
}

/// What the system says, with what to do about it where that is known.
fn cure(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!("{cause}; save under another name or make the folder writable")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("{cause}; free some space or save elsewhere")
        }
        io::ErrorKind::NotFound => format!("{cause}; the folder does not exist"),
        _ => cause.to_string(),
    }
}

/// All bytes of a file; of standard input for `-`.
pub fn read_file(path: &Path) -> Result<Vec<u8>, StorageError> {
    let failed = |cause| StorageError::Read {
        cause,
        path: path.to_owned(),
    };
    let too_large = |bytes: u64| StorageError::TooLarge {
        megabytes: bytes >> 20,
        path: path.to_owned(),
    };
    let mut bytes = Vec::new();
    let mut limited: Box<dyn io::Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock().take(LARGEST_FILE + 1))
    } else {
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if metadata.len() > LARGEST_FILE {
            return Err(too_large(metadata.len()));
        }
        Box::new(file.take(LARGEST_FILE + 1))
    };
    limited.read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Replaces a file in one step: writes a temporary file beside it, flushes it to the disk and renames it. The file keeps its
/// permissions; a link keeps pointing at the file it points at.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StorageError> {
    replace(path, bytes).map_err(|cause| StorageError::Write {
        cause,
        path: path.to_owned(),
    })
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let permissions = match fs::metadata(&target) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        // Renaming over a file needs no right to write it; who made it read-only meant it.
        Ok(metadata) if metadata.permissions().readonly() => {
            return Err(io::Error::from(io::ErrorKind::PermissionDenied));
        }
        Ok(metadata) => Some(metadata.permissions()),
        Err(_) => None,
    };
    // A device such as /dev/stdout or /dev/full cannot be replaced, only written to.
    if fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file()) {
        let mut device = File::options().write(true).open(&target)?;
        return device.write_all(bytes).and_then(|()| device.flush());
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".erdwall-").suffix(".tmp");
    // Without this a new file would be readable by its owner alone; the process's mask still applies.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    // The rename itself is on disk once the folder is. Not every system can flush a folder, and the file is whole anyway.
    #[cfg(unix)]
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}
