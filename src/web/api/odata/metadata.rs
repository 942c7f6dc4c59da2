//! The model of the datasets (OData 4.0 CSDL).

use std::fmt::Write as _;

use crate::datasets::{Dataset, Kind};

const NAMESPACE: &str = "Ruche";

/// `$metadata`. Names of columns and sets hold nothing that XML would escape.
pub fn document(sets: &[Dataset]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\"><edmx:DataServices>\n\
         <Schema Namespace=\"Ruche\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n",
    );
    for set in sets {
        // Writing to memory cannot fail.
        let _ = write!(out, "<EntityType Name=\"{}\"><Key><PropertyRef Name=\"{}\"/></Key>", set.name, set.key().name);
        for (at, column) in set.columns.iter().enumerate() {
            let is_null = if at == 0 { " Nullable=\"false\"" } else { "" };
            let _ = writeln!(out, "<Property Name=\"{}\" {}{is_null}/>", column.name, edm(column.kind));
        }
        out.push_str("</EntityType>\n");
    }
    out.push_str("<EntityContainer Name=\"Container\">\n");
    for set in sets {
        let _ = writeln!(out, "<EntitySet Name=\"{0}\" EntityType=\"{NAMESPACE}.{0}\"/>", set.name);
    }
    out.push_str("</EntityContainer>\n</Schema>\n</edmx:DataServices></edmx:Edmx>\n");
    out
}

fn edm(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "Type=\"Edm.String\"",
        Kind::Integer => "Type=\"Edm.Int64\"",
        Kind::Number => "Type=\"Edm.Double\"",
        Kind::Amount => "Type=\"Edm.Decimal\" Precision=\"19\" Scale=\"2\"",
        Kind::Truth => "Type=\"Edm.Boolean\"",
        Kind::Date => "Type=\"Edm.Date\"",
        Kind::Moment => "Type=\"Edm.DateTimeOffset\"",
    }
}
