//! Files that leave together: in a ZIP or in a folder, under their name only once all is there.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::db::{Draft, DraftFolder, folder_of};
use crate::error::{Error, Result};
use crate::files::archive::zip_time;
use crate::sheet::ArchiveOut;

pub struct Bundle {
    form: Form,
    /// For what has no date of its own.
    options: SimpleFileOptions,
}

enum Form {
    Zip(Box<ZipWriter<ArchiveOut<BufWriter<File>>>>, Draft),
    Folder(DraftFolder),
}

impl Bundle {
    /// A ZIP if the name of `target` ends so, a folder otherwise. `now` is a local date-time.
    pub fn begin(target: &Path, now: &str) -> Result<Self> {
        let form = if is_zip(target) {
            let mut draft = Draft::beside(target)?;
            let file = draft.file().try_clone()?;
            Form::Zip(Box::new(ZipWriter::new(ArchiveOut::new(BufWriter::new(file)))), draft)
        } else {
            Form::Folder(DraftFolder::beside(target)?)
        };
        let options = SimpleFileOptions::default().last_modified_time(zip_time(now));
        Ok(Bundle { form, options })
    }

    /// Adds one file, whose path has no `..` in it.
    pub fn add(
        &mut self,
        path: &str,
        options: SimpleFileOptions,
        write: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        match &mut self.form {
            Form::Zip(zip, _) => {
                zip.start_file(path, options).map_err(Error::internal)?;
                write(zip)
            }
            Form::Folder(folder) => {
                let path: PathBuf = folder.path().join(path);
                std::fs::create_dir_all(folder_of(&path))?;
                let mut out = BufWriter::new(File::create_new(&path)?);
                write(&mut out)?;
                Ok(out.flush()?)
            }
        }
    }

    pub fn add_text(&mut self, path: &str, text: &str) -> Result<()> {
        self.add(path, self.options, |out| Ok(writeln!(out, "{text}")?))
    }

    /// Adds what a file holds, from its beginning.
    pub fn add_file(&mut self, path: &str, mut source: File) -> Result<()> {
        source.rewind()?;
        let large = source.metadata()?.len() > u64::from(u32::MAX);
        self.add(path, self.options.large_file(large), |out| {
            io::copy(&mut source, out)?;
            Ok(())
        })
    }

    /// Gives it its name.
    pub fn finish(self, target: &Path) -> Result<()> {
        match self.form {
            Form::Zip(zip, draft) => {
                zip.finish().map_err(Error::internal)?.flush()?;
                draft.keep_as(target)
            }
            Form::Folder(folder) => folder.keep_as(target),
        }
    }
}

fn is_zip(target: &Path) -> bool {
    target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}
