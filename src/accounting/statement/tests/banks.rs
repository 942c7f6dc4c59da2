//! The tables of banks in France, Belgium and Switzerland, and of banks without branches, in four languages.

use super::*;

/// A table of a bank with two movements: 45.35 paid on 5 January to a stationer, 1250.00 received on 6 January from Durand.
fn check(bank: &str, table: &str) {
    let statement = read_text(table);
    let days: Vec<String> = statement.rows.iter().map(|row| row.date.to_string()).collect();
    let (paid, received) = if days[0] == "2026-01-05" { (0, 1) } else { (1, 0) };
    assert_eq!(days.len(), 2, "{bank}: {statement:#?}");
    assert_eq!((days[paid].as_str(), days[received].as_str()), ("2026-01-05", "2026-01-06"), "{bank}");
    assert_eq!((statement.rows[paid].amount.0, statement.rows[received].amount.0), (-4535, 125_000), "{bank}");
    for (row, word) in [(paid, "papeterie"), (received, "durand")] {
        let label = statement.rows[row].label.to_lowercase();
        assert!(label.contains(word), "{bank}: {label}");
    }
}

#[test]
fn tables_of_french_banks_are_read() {
    for (bank, table) in [
        (
            "Crédit Agricole",
            "Téléchargement du 31/01/2026;\n\nM. RUCHE\nCompte de Dépôt carte n° 12345678901;\nSolde au 31/01/2026 1 234,56 €\n\
            Liste des opérations du compte entre le 01/01/2026 et le 31/01/2026;\n\nDate;Libellé;Débit euros;Crédit euros;\n\
            06/01/2026;\"VIREMENT EN VOTRE FAVEUR\nDURAND PAUL\";;1 250,00;\n05/01/2026;\"PAIEMENT PAR CARTE\nPAPETERIE 04/01\";45,35;;\n",
        ),
        (
            "BNP Paribas",
            "Compte de chèques;Compte de chèques;****1234;31/01/2026;;1 234,56\nDate operation;Libelle court;Type operation;Libelle operation;\
            Montant operation en EUR\n05/01/2026;FACTURE CARTE;FACTURE CARTE;PAPETERIE DIJON;-45,35\n06/01/2026;VIR;VIREMENT RECU;DURAND PAUL;1 250,00\n",
        ),
        (
            "Société Générale",
            "=\"0000012345678\";01/01/2026;31/01/2026;2;31/01/2026;1 234,56 EUR\n\nDate de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n\
            06/01/2026;VIR RECU;VIR RECU DE DURAND;1250,00;EUR\n05/01/2026;CARTE;CARTE X123 PAPETERIE;-45,35;EUR\n",
        ),
        (
            "Société Générale, professionnels",
            "date_comptabilisation;libellé_complet_operation;montant_operation;devise;\n05/01/2026;CARTE PAPETERIE;-45,35;EUR;\n06/01/2026;VIR DURAND;1250,00;EUR;\n",
        ),
        (
            "La Banque Postale",
            "Numéro Compte   ;1234567A020\nType            ;CCP\nCompte tenu en  ;euros\nDate            ;31/01/2026\n\
            Solde (EUROS)   ;1234,56\nSolde (FRANCS)  ;8098,18\n\nDate;Libellé;Montant(EUROS);Montant(FRANCS)\n\
            06/01/2026;\"VIREMENT DE DURAND\";1250,00;8199,46\n05/01/2026;\"ACHAT CB PAPETERIE\";-45,35;-297,48\n",
        ),
        (
            "CIC, Crédit Mutuel",
            "Date;Date de valeur;Débit;Crédit;Libellé;Solde\n05/01/2026;05/01/2026;-45,35;;PAIEMENT CB PAPETERIE;954,65\n\
            06/01/2026;06/01/2026;;1250,00;VIR DURAND;2204,65\n",
        ),
        (
            "Caisse d'Épargne",
            "Code de la banque : 12345;Code de l'agence : 00001;Date de début de téléchargement : 01/01/2026\n\
            Numéro de compte : 00012345678;Nom du compte : COMPTE;Devise : EUR\nSolde en fin de période;;;;2204,65\n\
            Date;Numéro d'opération;Libellé;Débit;Crédit;Détail;\n06/01/26;ab1;VIR DURAND;;1250,00;Cotisation;\n\
            05/01/26;ab2;CB PAPETERIE;-45,35;;;\nSolde en début de période;;;;1000,00\n",
        ),
        (
            "Banque Populaire",
            "Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Informations complementaires;Type operation;\
            Categorie;Sous categorie;Debit;Credit;Date operation;Date de valeur;Pointage operation\n\
            06/01/2026;DURAND;VIR SEPA DURAND;R1;Cotisation;Virement recu;Revenus;Autres;;+1250,00;06/01/2026;06/01/2026;0\n\
            05/01/2026;PAPETERIE;CB PAPETERIE FACT 040126;R2;;Carte bancaire;Achats;Divers;-45,35;;04/01/2026;05/01/2026;0\n",
        ),
        (
            "Boursobank",
            "dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;accountbalance\n\
            2026-01-06;2026-01-06;\"VIR DURAND\";\"Virements\";\"Virements\";\"durand\";\"1 250,00\";;00012345678;COURANT;2204.65\n\
            2026-01-05;2026-01-05;\"CARTE 04/01/26 PAPETERIE\";\"Achats\";\"Vie\";\"papeterie\";-45,35;;00012345678;COURANT;954.65\n",
        ),
        (
            "Fortuneo",
            "Date opération;Date valeur;libellé;Débit;Crédit;\n06/01/2026;06/01/2026;VIR DURAND;;1250,00;\n05/01/2026;05/01/2026;CARTE PAPETERIE;-45,35;;\n",
        ),
        (
            "Crédit Coopératif",
            "Compte;00012\nDate comptable;Date opération;Libellé;Référence;Montant;Devise\n05/01/2026;04/01/2026;CB PAPETERIE;;-45,35;EUR\n06/01/2026;06/01/2026;VIR DURAND;R;1 250,00;EUR\n",
        ),
    ] {
        check(bank, table);
        // The same as Windows-1252 and as UTF-16.
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(table);
        let wide: Vec<u8> = format!("\u{feff}{table}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let statement = read_text(table);
        for bytes in [&*latin, &wide] {
            assert_eq!(read_bytes(bytes).unwrap(), statement, "{bank}");
        }
    }
}

#[test]
fn tables_of_banks_without_branches_are_read() {
    for (bank, table) in [
        (
            "Qonto",
            "Statut;Date de la valeur (UTC);Date de l'opération (UTC);Date de l'opération (local);Montant total (TTC);Débit;Crédit;Solde;Devise;Nom de la contrepartie;\
            Identifiant de transaction;Référence;Montant total (local);Devise locale;Montant HT;Montant TVA\n\
            Exécuté;06-01-2026 10:00:00;06-01-2026 09:00:00;06-01-2026 10:00:00;1250,00;;1250,00;2204,65;EUR;Durand;t2;Cotisation;1250,00;EUR;;\n\
            Exécuté;05-01-2026 10:00:00;05-01-2026 09:00:00;05-01-2026 10:00:00;-45,35;45,35;;954,65;EUR;Papeterie;t1;;-45,35;EUR;-37,79;-7,56\n",
        ),
        (
            "Qonto en anglais",
            "Status,Settlement date (UTC),Operation date (UTC),Total amount (incl. VAT),Debit,Credit,Balance,Currency,Counterparty name,Transaction ID,Reference\n\
            Settled,05-01-2026,05-01-2026,-45.35,45.35,,954.65,EUR,Papeterie,t1,\nSettled,06-01-2026,06-01-2026,1250.00,,1250.00,2204.65,EUR,Durand,t2,x\n",
        ),
        (
            "Shine",
            "Transaction ID;Date de la valeur;Date d'opération;IBAN;Type de transaction;Débit;Crédit;Solde mouvement;Solde bancaire;Libellé;Nom de la contrepartie;Montant HT\n\
            a;06/01/2026;05/01/2026;FR76;Carte;45,35;;-45,35;954,65;Timbres;Papeterie;37,79\nb;07/01/2026;06/01/2026;FR76;Virement;;1250,00;1250,00;2204,65;Adhésion;Durand;\n",
        ),
        (
            "Revolut",
            "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n\
            CARD_PAYMENT,Current,2026-01-04 09:00:00,2026-01-05 11:00:00,Papeterie,-45.35,0.00,EUR,COMPLETED,954.65\n\
            TRANSFER,Current,2026-01-06 09:00:00,2026-01-06 09:00:01,From Durand,1250.00,0.00,EUR,COMPLETED,2204.65\n",
        ),
        (
            "Revolut en néerlandais",
            "Type,Product,Startdatum,Datum voltooid,Beschrijving,Bedrag,Kosten,Valuta,Status,Saldo\n\
            Kaartbetaling,Betaalrekening,2026-01-04 09:00:00,2026-01-05 11:00:00,Papeterie,-45.35,0.00,EUR,VOLTOOID,954.65\n\
            Overschrijving,Betaalrekening,2026-01-06 09:00:00,2026-01-06 09:00:01,Durand,1250.00,0.00,EUR,VOLTOOID,2204.65\n",
        ),
        (
            "Revolut en allemand",
            "Typ,Produkt,Startdatum,Datum des Abschlusses,Beschreibung,Betrag,Gebühr,Währung,Status,Guthaben\n\
            Kartenzahlung,Girokonto,2026-01-04 09:00:00,2026-01-05 11:00:00,Papeterie,-45.35,0.00,EUR,ABGESCHLOSSEN,954.65\n\
            Überweisung,Girokonto,2026-01-06 09:00:00,2026-01-06 09:00:01,Durand,1250.00,0.00,EUR,ABGESCHLOSSEN,2204.65\n",
        ),
        (
            "N26",
            "\"Booking Date\",\"Value Date\",\"Partner Name\",\"Partner Iban\",Type,\"Payment Reference\",\"Account Name\",\"Amount (EUR)\",\"Original Amount\",\"Original Currency\",\"Exchange Rate\"\n\
            2026-01-05,2026-01-05,Papeterie,,Presentment,,\"Compte principal\",-45.35,-45.35,EUR,1\n2026-01-06,2026-01-06,\"Durand Paul\",FR7612,Credit Transfer,Cotisation,\"Compte principal\",1250.00,,,\n",
        ),
        (
            "N26 en français",
            "\"Date\",\"Bénéficiaire\",\"Numéro de compte\",\"Type de transaction\",\"Référence de paiement\",\"Montant (EUR)\",\"Montant (Devise étrangère)\"\n\
            \"2026-01-05\",\"Papeterie\",\"FR76000\",\"Carte\",\"-\",\"-45.35\",\"\"\n\"2026-01-06\",\"Durand\",\"FR76111\",\"Virement\",\"Cotisation\",\"1250.0\",\"\"\n",
        ),
        (
            "Wise",
            "\"TransferWise ID\",Date,\"Date Time\",Amount,Currency,Description,\"Payment Reference\",\"Running Balance\",\"Exchange From\",\"Exchange To\",\"Exchange Rate\",\"Payer Name\",\"Payee Name\",\"Payee Account Number\",Merchant,\"Total fees\"\n\
            T1,05-01-2026,05-01-2026 10:00:00.000,-45.35,EUR,Card transaction,,954.65,,,,,,,Papeterie,0.00\nT2,06-01-2026,06-01-2026 10:00:00.000,1250.00,EUR,Received money,Cotisation,2204.65,,,,Durand,,,,0.00\n",
        ),
        (
            "Wise, transferts",
            "ID,Status,Direction,\"Created on\",\"Finished on\",\"Source fee amount\",\"Source fee currency\",\"Source name\",\"Source amount (after fees)\",\"Source currency\",\"Target name\",\"Target amount (after fees)\",\"Target currency\",Reference\n\
            1,COMPLETED,OUT,2026-01-05 09:00:00,2026-01-05 09:01:00,0,EUR,Ruche,45.35,EUR,Papeterie,45.35,EUR,x\n2,COMPLETED,IN,2026-01-06 09:00:00,2026-01-06 09:01:00,0,EUR,Durand,1250.00,EUR,Durand,1250.00,EUR,y\n\
            3,CANCELLED,OUT,2026-01-07 09:00:00,,0,EUR,Ruche,10,EUR,Durand,10,EUR,z\n",
        ),
        (
            "PayPal",
            "\"Date\",\"Heure\",\"Fuseau horaire\",\"Nom\",\"Type\",\"État\",\"Devise\",\"Avant commission\",\"Commission\",\"Net\",\"De l'adresse email\",\"Numéro de transaction\",\"Solde\",\"Impact sur le solde\"\n\
            \"05/01/2026\",\"10:00:00\",\"CET\",\"Papeterie\",\"Paiement express\",\"Terminé\",\"EUR\",\"-45,35\",\"0,00\",\"-45,35\",\"\",\"T1\",\"954,65\",\"Débit\"\n\
            \"06/01/2026\",\"10:00:00\",\"CET\",\"Durand\",\"Don\",\"Terminé\",\"EUR\",\"1 250,00\",\"0,00\",\"1 250,00\",\"\",\"T2\",\"2 204,65\",\"Crédit\"\n\
            \"07/01/2026\",\"10:00:00\",\"CET\",\"Banque\",\"Autorisation\",\"En attente\",\"EUR\",\"-3,00\",\"0,00\",\"-3,00\",\"\",\"T3\",\"2 204,65\",\"Mémo\"\n",
        ),
    ] {
        check(bank, table);
    }
}

#[test]
fn tables_of_belgian_banks_are_read() {
    for (bank, table) in [
        (
            "Belfius",
            "Date de comptabilisation à partir de;01/01/2026\nDate de comptabilisation jusqu'au;31/01/2026\nDernier solde;2204,65 EUR\n;\n\
            Compte;Date de comptabilisation;Numéro d'extrait;Numéro de transaction;Compte contrepartie;Nom contrepartie contient;Rue et numéro;Code postal et localité;Transaction;Date valeur;Montant;Devise;BIC;Code pays;Communications\n\
            BE12 3456;06/01/2026;1;2;BE98;DURAND;Rue 1;1000 Bruxelles;VIREMENT DE DURAND;06/01/2026;1.250,00;EUR;;BE;COTISATION\n\
            BE12 3456;05/01/2026;1;1;;;;;PAIEMENT PAPETERIE;05/01/2026;-45,35;EUR;;;\n",
        ),
        (
            "Belfius en néerlandais",
            "Boekingsdatum vanaf;01/01/2026\n;\nRekening;Boekingsdatum;Rekeninguittrekselnummer;Transactienummer;Rekening tegenpartij;Naam tegenpartij bevat;Straat en nummer;Postcode en plaats;Transactie;Valutadatum;Bedrag;Devies;BIC;Landcode;Mededelingen\n\
            BE12 3456;05/01/2026;1;1;;;;;BETALING PAPETERIE;05/01/2026;-45,35;EUR;;;\nBE12 3456;06/01/2026;1;2;BE98;DURAND;;;STORTING;06/01/2026;1.250,00;EUR;;BE;LIDGELD\n",
        ),
        (
            "ING",
            "Numéro de compte;Nom du compte;Compte partie adverse;Numéro de mouvement;Date comptable;Date valeur;Montant;Devise;Libellés;Détails du mouvement;Message\n\
            BE12;Ruche;BE98;2;06/01/2026;06/01/2026;1250,00;EUR;Virement de Durand;Cotisation;\nBE12;Ruche;;1;05/01/2026;05/01/2026;-45,35;EUR;Paiement Papeterie;;\n",
        ),
        (
            "ING en néerlandais",
            "\"Datum\";\"Naam / Omschrijving\";\"Rekening\";\"Tegenrekening\";\"Code\";\"Af Bij\";\"Bedrag (EUR)\";\"Mutatiesoort\";\"Mededelingen\";\"Saldo na mutatie\"\n\
            \"20260106\";\"Durand\";\"NL12\";\"NL98\";\"OV\";\"Bij\";\"1250,00\";\"Overschrijving\";\"Lidgeld\";\"2204,65\"\n\"20260105\";\"Papeterie\";\"NL12\";\"\";\"BA\";\"Af\";\"45,35\";\"Betaalautomaat\";\"\";\"954,65\"\n",
        ),
        (
            "KBC",
            "Numéro de compte;Nom de la rubrique;Nom;Devise;Numéro de l'extrait;Date;Description;Valeur;Montant;Solde;Crédit;Débit;Numéro de compte contrepartie;BIC contrepartie;Contrepartie;Adresse contrepartie;communication structurée;Communication libre\n\
            BE12; ;RUCHE ASBL;EUR; 2026001;06/01/2026;VIREMENT DE DURAND;06/01/2026;1250,00;2204,65;1250,00;;BE98;KRED;DURAND;;;COTISATION\n\
            BE12; ;RUCHE ASBL;EUR; 2026001;05/01/2026;PAIEMENT PAPETERIE;05/01/2026;-45,35;954,65;;-45,35;;;;;;\n",
        ),
        (
            "KBC en néerlandais",
            "Rekeningnummer;Rubrieknaam;Naam;Munt;Afschriftnummer;Datum;Omschrijving;Valuta;Bedrag;Saldo;credit;debet;rekeningnummer tegenpartij;BIC tegenpartij;Naam tegenpartij;Adres tegenpartij;gestructureerde mededeling;Vrije mededeling\n\
            BE12; ;RUCHE VZW;EUR; 1;06/01/2026;OVERSCHRIJVING DURAND;06/01/2026;1250,00;2204,65;1250,00;;BE98;;DURAND;;;LIDGELD\nBE12; ;RUCHE VZW;EUR; 1;05/01/2026;BETALING PAPETERIE;05/01/2026;-45,35;954,65;;-45,35;;;;;;\n",
        ),
        (
            "BNP Paribas Fortis",
            "Nº de séquence;Date d'exécution;Date valeur;Montant;Devise du compte;Numéro de compte;Type de transaction;Contrepartie;Nom de la contrepartie;Communication;Détails;Statut;Motif du refus\n\
            2026-1;05/01/2026;05/01/2026;-45,35;EUR;BE12;Paiement par carte;;;;PAPETERIE DIJON;Accepté;\n2026-2;06/01/2026;06/01/2026;1250,00;EUR;BE12;Virement;BE98;Durand;Cotisation;VIREMENT;Accepté;\n\
            2026-3;07/01/2026;07/01/2026;-99,00;EUR;BE12;Domiciliation;BE97;X;;;Refusé;Solde insuffisant\n",
        ),
        (
            "BNP Paribas Fortis en néerlandais",
            "Volgnummer;Uitvoeringsdatum;Valutadatum;Bedrag;Valuta rekening;Rekeningnummer;Type verrichting;Tegenpartij;Naam van de tegenpartij;Mededeling;Details;Status;Reden van weigering\n\
            2026-1;05/01/2026;05/01/2026;-45,35;EUR;BE12;Betaling;;PAPETERIE;;;Geaccepteerd;\n2026-2;06/01/2026;06/01/2026;1250,00;EUR;BE12;Overschrijving;BE98;Durand;Lidgeld;;Geaccepteerd;\n2026-3;07/01/2026;07/01/2026;-99,00;EUR;BE12;Domiciliering;BE97;X;;;Geweigerd;saldo\n",
        ),
        (
            "Argenta",
            "Rekening;Boekdatum;Valutadatum;Referentie;Beschrijving;Bedrag;Munt;Verrichtingsdatum;Rekening tegenpartij;Naam tegenpartij;Mededeling\n\
            BE12;05-01-2026;05-01-2026;R1;Betaling;-45,35;EUR;04-01-2026;;PAPETERIE;\nBE12;06-01-2026;06-01-2026;R2;Overschrijving;1.250,00;EUR;06-01-2026;BE98;Durand;Lidgeld\n",
        ),
    ] {
        check(bank, table);
    }
}

#[test]
fn tables_of_swiss_and_german_banks_are_read() {
    for (bank, table) in [
        (
            "PostFinance",
            "Date de début:;01.01.2026\nDate de fin:;31.01.2026\nCompte:;CH0000000000000000001\nMonnaie:;EUR\n\nDate;Type de transaction;Texte de notification;Crédit en EUR;Débit en EUR;Valeur;Solde en EUR\n\
            06.01.2026;Virement;VIREMENT DE DURAND;1250.00;;06.01.2026;2204.65\n05.01.2026;Achat;ACHAT PAPETERIE;;-45.35;05.01.2026;954.65\n\nDisclaimer:\nCe document n'est pas un relevé; il n'engage personne.\n",
        ),
        (
            "PostFinance en allemand",
            "Datum von:;01.01.2026\nBuchungsart:;Alle Buchungen\nKonto:;CH00\nWährung:;EUR\nBuchungsdatum;Avisierungstext;Gutschrift;Lastschrift;Valuta;Saldo\n\
            06.01.2026;ÜBERWEISUNG DURAND;1'250.00;;06.01.2026;2'204.65\n05.01.2026;KAUF PAPETERIE;;-45.35;05.01.2026;\n",
        ),
        (
            "UBS",
            "Numéro de compte:;0243 00000000.40;\nIBAN:;CH00;\nSolde initial:;1000.00;\nÉvaluation en:;EUR;\n\nDate de transaction;Heure de transaction;Date de comptabilisation;Date de valeur;Monnaie;Débit;Crédit;Sous-montant;Solde;N° de transaction;Description1;Description2;Description3;Notes de bas de page;\n\
            2026-01-06;;2026-01-06;2026-01-06;EUR;;1250.00;;2204.65;2;\"Durand\";\"Virement\";;;\n2026-01-06;;2026-01-06;2026-01-06;EUR;;;1250.00;;2;\"Durand, détail\";;;;\n2026-01-05;10:00:00;2026-01-05;2026-01-05;EUR;-45.35;;;954.65;1;\"Papeterie\";\"Paiement\";;;\n",
        ),
        (
            "UBS en allemand",
            "Kontonummer:;0000;\nIBAN:;CH93;\nBewertet in:;EUR;\n\nAbschlussdatum;Abschlusszeit;Buchungsdatum;Valutadatum;Währung;Belastung;Gutschrift;Einzelbetrag;Saldo;Transaktions-Nr.;Beschreibung1;Beschreibung2;Beschreibung3;Fussnoten;\n\
            2026-01-04;14:23:05;2026-01-05;2026-01-05;EUR;-45.35;;;954.65;1;Papeterie;Zahlung;;;\n2026-01-06;;2026-01-06;2026-01-06;EUR;;1250.00;;2204.65;2;Durand;Gutschrift;;;\n",
        ),
        (
            "Raiffeisen",
            "IBAN;Booked At;Text;Credit/Debit Amount;Balance;Valuta Date\nCH1;2026-01-05 00:00:00.0;Einkauf Papeterie;-45.35;954.65;2026-01-05 00:00:00.0\nCH1;2026-01-06 00:00:00.0;Gutschrift Durand;1250;2204.65;2026-01-06 00:00:00.0\n",
        ),
        (
            "BCV",
            "Date;Libellé;Débit;Crédit;Date valeur;Solde\n05.01.2026;ACHAT PAPETERIE;45.35;;05.01.2026;954.65\n06.01.2026;VIR DURAND;;1'250.00;06.01.2026;2'204.65\n",
        ),
        (
            "ZKB",
            "\"Date\";\"Booking text\";\"Curr\";\"Amount details\";\"ZKB reference\";\"Reference number\";\"Debit EUR\";\"Credit EUR\";\"Value date\";\"Balance EUR\";\"Payment purpose\"\n\
            \"05.01.2026\";\"Purchase Papeterie\";\"\";\"\";\"Z1\";\"\";\"45.35\";\"\";\"05.01.2026\";\"954.65\";\"\"\n\"06.01.2026\";\"Credit Durand\";\"\";\"\";\"Z2\";\"\";\"\";\"1250.00\";\"06.01.2026\";\"2204.65\";\"\"\n",
        ),
        (
            "Sparkasse",
            "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;BIC;Betrag;Waehrung;Info\n\
            DE12;06.01.26;06.01.26;GUTSCHRIFT;Beitrag;Durand;DE98;B;1.250,00;EUR;Umsatz gebucht\nDE12;05.01.26;05.01.26;KARTENZAHLUNG;;Papeterie;DE97;B;-45,35;EUR;Umsatz gebucht\n",
        ),
        (
            "Volksbank",
            "Buchungstag;Valuta;Auftraggeber/Zahlungsempfänger;Empfänger/Zahlungspflichtiger;Vorgang/Verwendungszweck;Währung;Umsatz; \n\
            05.01.2026;05.01.2026;Ruche;Papeterie;Kartenzahlung;EUR;45,35;S\n06.01.2026;06.01.2026;Durand;Ruche;Beitrag;EUR;1.250,00;H\n05.01.2026;;;;Anfangssaldo;EUR;1.000,00;H\n06.01.2026;;;;Endsaldo;EUR;2.204,65;H\n",
        ),
        (
            "ING en allemand",
            "Umsatzanzeige;Datei erstellt am: 31.01.2026\n;\nIBAN;DE12\n\nBuchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung\n\
            06.01.2026;06.01.2026;Durand;Gutschrift;Beitrag;2.204,65;EUR;1.250,00;EUR\n05.01.2026;05.01.2026;Papeterie;Lastschrift;;954,65;EUR;-45,35;EUR\n",
        ),
    ] {
        check(bank, table);
    }
}
