use super::*;
use crate::db::temporary::TempLimits;

const MIB: usize = 1 << 20;

fn buffers(limit: u64) -> Buffers {
    Buffers::new(TempSpace::new(TempLimits { in_all: limit, each: limit }))
}

/// Numbered bytes, so that a piece in the wrong place shows.
fn pattern(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|at| (at / 7 % 251) as u8).collect()
}

async fn read_all(stream: &mut ByteStream) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(piece) = stream.next().await {
        all.extend(piece?);
    }
    Ok(all)
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn the_maker_ends_while_its_client_reads_nothing_and_every_byte_arrives_in_its_order() {
    run(async {
        let buffers = buffers(64 << 20);
        let (done, ended) = tokio::sync::oneshot::channel();
        let work = move |out: &mut ChunkWriter| {
            out.write_all(&pattern(5 * MIB))?;
            out.flush()?;
            for piece in pattern(5 * MIB).chunks(10_000) {
                out.write_all(piece)?;
            }
            done.send(()).map_err(|()| Error::internal(anyhow::anyhow!("nobody waits")))
        };
        let mut stream = byte_stream(&buffers, work).await.unwrap();
        ended.await.unwrap();
        assert!(buffers.temporary.used() > 0, "the rest waits in a file");
        assert!(read_all(&mut stream).await.unwrap() == [pattern(5 * MIB), pattern(5 * MIB)].concat());
        drop(stream);
        assert_eq!(buffers.temporary.used(), 0);
        assert_eq!(buffers.memory.available_permits(), MEMORY_BYTES / CHUNK_BYTES);
    });
}

#[test]
fn short_answers_have_a_size_and_early_failures_are_errors() {
    run(async {
        let buffers = buffers(64 << 20);
        let stream = byte_stream(&buffers, |out| Ok(out.write_all(&pattern(100_000))?)).await.unwrap();
        assert_eq!(stream.known_size(), Some(100_000));
        let failed = byte_stream(&buffers, |out| {
            out.write_all(&pattern(100_000))?;
            Err(Error::invalid(crate::msg!("db-closed")))
        });
        assert!(matches!(failed.await, Err(Error::Invalid { .. })));
        let panicked = byte_stream(&buffers, |_| panic!("a mistake")).await;
        assert!(matches!(panicked, Err(Error::Internal(_))));
    });
}

#[test]
fn answers_without_room_in_memory_wait_in_files_and_have_a_size_too() {
    run(async {
        let buffers = buffers(64 << 20);
        let all = u32::try_from(MEMORY_BYTES / CHUNK_BYTES).unwrap();
        let _taken = buffers.memory.clone().try_acquire_many_owned(all).unwrap();
        let mut stream = byte_stream(&buffers, |out| Ok(out.write_all(&pattern(100_000))?)).await.unwrap();
        assert_eq!((stream.known_size(), buffers.temporary.used()), (Some(100_000), 100_000));
        assert!(read_all(&mut stream).await.unwrap() == pattern(100_000));
    });
}

#[test]
fn an_answer_beyond_the_limit_of_temporary_bytes_is_cut_and_the_next_one_is_refused() {
    run(async {
        let buffers = buffers(2 << 20);
        let endless = |out: &mut ChunkWriter| {
            loop {
                out.write_all(&[0; CHUNK_BYTES])?;
            }
        };
        let mut stream = byte_stream(&buffers, endless).await.unwrap();
        while buffers.temporary.used() < 2 << 20 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(matches!(byte_stream(&buffers, |_| Ok(())).await, Err(Error::Busy(_))));
        assert!(matches!(read_all(&mut stream).await, Err(Error::Busy(_))));
    });
}

#[test]
fn the_work_stops_when_its_client_leaves() {
    run(async {
        let buffers = buffers(1 << 30);
        let (stopped, wait) = tokio::sync::oneshot::channel();
        let endless = move |out: &mut ChunkWriter| {
            let failed = loop {
                if let Err(error) = out.write_all(&[0; CHUNK_BYTES]) {
                    break error;
                }
            };
            let _ = stopped.send(failed.kind());
            Ok(())
        };
        let stream = byte_stream(&buffers, endless).await.unwrap();
        drop(stream);
        assert_eq!(wait.await.unwrap(), io::ErrorKind::BrokenPipe);
    });
}
