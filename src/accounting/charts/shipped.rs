//! The charts that come with the program: files of `charts/`, in the form in which charts are imported.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{AccountType, ChartAccount, ChartCountry, Position};
use crate::error::{Error, Result};
use crate::msg;

/// A chart that comes with the program.
pub struct ShippedChart {
    /// How people and programs name it: `fr_pca_2025`.
    pub name: &'static str,
    pub country: ChartCountry,
    /// `acc_charts.code`.
    pub code: &'static str,
    pub label: &'static str,
    csv: &'static str,
}

macro_rules! shipped {
    ($($name:literal $country:ident $code:literal $label:literal;)*) => {
        [$(ShippedChart {
            name: $name,
            country: ChartCountry::$country,
            code: $code,
            label: $label,
            csv: include_str!(concat!("../../../charts/", $name, ".csv")),
        }),*]
    };
}

/// The chart for most associations of a country is the first one of that country.
pub const SHIPPED: [ShippedChart; 8] = shipped! {
    "fr_pca_2025"  France      "PCA_2025"  "Plan comptable associatif (révision 2025)";
    "fr_pca_2018"  France      "PCA_2018"  "Plan comptable associatif 2018 (règlement ANC 2018-06)";
    "fr_cse_2015"  France      "CSE_2015"  "Plan comptable des comités sociaux et économiques";
    "fr_pcs_2018"  France      "PCS_2018"  "Plan comptable des organisations syndicales";
    "fr_pcc_2020"  France      "PCC_2020"  "Plan comptable des copropriétés";
    "fr_pcg_2025"  France      "PCG_2025"  "Plan comptable général (révision 2025)";
    "be_pcmn_2019" Belgium     "PCMN_2019" "Plan comptable minimum normalisé des associations et fondations 2019";
    "ch_asso"      Switzerland "ASSO"      "Plan comptable associatif";
};

impl ShippedChart {
    /// By its name, such as `fr_pca_2025`.
    pub fn named(name: &str) -> Option<&'static ShippedChart> {
        SHIPPED.iter().find(|chart| chart.name == name)
    }

    /// The one for most associations of a country.
    pub fn usual(country: ChartCountry) -> Option<&'static ShippedChart> {
        SHIPPED.iter().find(|chart| chart.country == country)
    }

    /// By its country and its code in the database.
    pub fn of(country: Option<&str>, code: Option<&str>) -> Option<&'static ShippedChart> {
        SHIPPED.iter().find(|chart| Some(chart.country.code()) == country && Some(chart.code) == code)
    }

    /// Its accounts, in the order of the file.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when the file, which is part of the program, cannot be read: a test reads them all.
    pub fn accounts(&self) -> Result<Vec<ChartAccount>> {
        csv::Reader::from_reader(self.csv.as_bytes())
            .records()
            .map(|row| account(&row.map_err(Error::internal)?))
            .collect()
    }

    fn installed_as(&self, conn: &Connection) -> Result<Option<i64>> {
        let mut statement = conn.prepare_cached("SELECT id FROM acc_charts WHERE country = ?1 AND code = ?2")?;
        Ok(statement.query_row([self.country.code(), self.code], |row| row.get(0)).optional()?)
    }
}

fn account(row: &csv::StringRecord) -> Result<ChartAccount> {
    let cell = |at: usize| row.get(at).unwrap_or_default();
    let position = Position::parse(cell(3)).ok_or_else(|| Error::internal(anyhow::anyhow!("position {}", cell(3))))?;
    Ok(ChartAccount {
        code: cell(0).to_owned(),
        label: cell(1).to_owned(),
        description: Some(cell(2)).filter(|text| !text.is_empty()).map(str::to_owned),
        position,
        bookmark: !cell(4).is_empty(),
        added: false,
    })
}

/// Installs a shipped chart with all its accounts and gives its identifier in the database.
///
/// # Errors
///
/// [`Error::NotFound`] when no chart has that name, [`Error::Conflict`] when it is installed already.
pub fn install(tx: &Transaction<'_>, name: &str) -> Result<i64> {
    let chart =
        ShippedChart::named(name).ok_or_else(|| Error::NotFound(msg!("accounting-chart-unknown", name = name)))?;
    if chart.installed_as(tx)?.is_some() {
        return Err(Error::Conflict(msg!("accounting-chart-installed", name = chart.label)));
    }
    tx.execute(
        "INSERT INTO acc_charts (country, code, label) VALUES (?1, ?2, ?3)",
        [chart.country.code(), chart.code, chart.label],
    )?;
    let id = tx.last_insert_rowid();
    for account in chart.accounts()? {
        insert(tx, id, Some(chart.country), &account)?;
    }
    Ok(id)
}

/// Writes an account of a chart's file as it is there; its type follows from its code.
pub(super) fn insert(
    tx: &Transaction<'_>,
    chart: i64,
    rules: Option<ChartCountry>,
    account: &ChartAccount,
) -> Result<()> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO acc_accounts (id_chart, code, label, description, position, type, user, bookmark)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    insert.execute(params![
        chart,
        account.code,
        account.label,
        account.description,
        account.position,
        AccountType::of_code(rules, &account.code),
        account.added,
        account.bookmark,
    ])?;
    Ok(())
}

/// A shipped chart as it is offered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShippedChart)]
pub struct Offer {
    pub name: &'static str,
    pub label: &'static str,
    pub country: &'static str,
    pub code: &'static str,
    /// The chart of the database that it is installed as.
    pub id_chart: Option<i64>,
}

/// Every shipped chart.
pub fn offers(conn: &Connection) -> Result<Vec<Offer>> {
    let offer = |chart: &ShippedChart| {
        Ok(Offer {
            name: chart.name,
            label: chart.label,
            country: chart.country.code(),
            code: chart.code,
            id_chart: chart.installed_as(conn)?,
        })
    };
    SHIPPED.iter().map(offer).collect()
}
