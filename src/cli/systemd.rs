//! `ruche systemd`: a unit for systemd that gives the server what it needs and nothing else.

use std::process::ExitCode;

use super::{CliContext, output};
use crate::error::Result;
use crate::i18n::{Message, text};
use crate::msg;

pub fn run(context: &CliContext) -> Result<ExitCode> {
    let path = std::env::current_exe()?;
    let program = path.display().to_string();
    if let Some(folder) = HIDDEN_FOLDERS.iter().find(|folder| path.starts_with(folder)) {
        let warning = msg!("cli-systemd-hidden", folder = *folder, program = program.as_str());
        output::eprint(context.language, &warning);
        output::print(format!("# {}", text(context.language, &warning)));
    }
    let parts: [(Message, &str); 7] = [
        (msg!("cli-systemd-head"), UNIT),
        (msg!("cli-systemd-service", program = program.as_str()), SERVICE),
        (msg!("cli-systemd-secrets"), SECRETS),
        (msg!("cli-systemd-files"), FILES),
        (msg!("cli-systemd-kernel"), KERNEL),
        (msg!("cli-systemd-network"), NETWORK),
        (msg!("cli-systemd-install"), INSTALL),
    ];
    for (comment, lines) in parts {
        for line in text(context.language, &comment).lines() {
            output::print(if line.is_empty() { "#".to_owned() } else { format!("# {line}") });
        }
        // `%` begins a word of systemd's own, and a blank ends an argument.
        let quoted = program.replace('%', "%%").replace(' ', "\\x20");
        output::print(lines.replace("PROGRAM", &quoted));
    }
    Ok(ExitCode::SUCCESS)
}

/// Folders that the unit hides from the service (`ProtectHome`, `PrivateTmp`).
const HIDDEN_FOLDERS: [&str; 5] = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"];

const UNIT: &str = "[Unit]
Description=Ruche
Documentation=man:ruche(1)
Wants=network-online.target
After=network-online.target
";

const SERVICE: &str = "[Service]
Type=notify
ExecStart=PROGRAM serve
Environment=RUCHE_DB=/var/lib/ruche/association.sqlite
Environment=RUCHE_LISTEN=127.0.0.1:8080
#Environment=RUCHE_LISTEN=unix:/run/ruche/ruche.sock
#Environment=RUCHE_SOCKET_MODE=666
#Environment=RUCHE_CONFIG=/etc/ruche/ruche.toml
WorkingDirectory=/var/lib/ruche
RuntimeDirectory=ruche
RuntimeDirectoryMode=0755
Restart=on-failure
TimeoutStopSec=60
LimitNOFILE=32768
";

const SECRETS: &str = "#LoadCredential=system-password:/etc/ruche/system-password
#Environment=RUCHE_SYSTEM_USER=system
#Environment=RUCHE_SYSTEM_PASSWORD_FILE=%d/system-password
";

const FILES: &str = "DynamicUser=yes
StateDirectory=ruche
StateDirectoryMode=0700
UMask=0077
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
";

const KERNEL: &str = "NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
PrivateUsers=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
";

const NETWORK: &str = "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
";

const INSTALL: &str = "[Install]
WantedBy=multi-user.target";
