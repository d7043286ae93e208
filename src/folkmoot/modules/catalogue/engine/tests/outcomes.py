"""The truth about the messy files, read by eye: how many rows and columns, some types, some cells; or why there is no table."""

import datetime as dt
from decimal import Decimal

READ = {
    "211.csv": (
        2132,
        96,
        {"resourceagencynum": "int", "mailingpostalcode": "text"},
        {(1, "mailingcity"): "Washington"},
    ),
    "begrotingsanalyse-2011.csv": (
        36,
        20,
        {"nr": "int", "cluster": "text", "provincie_a_groningen": "int", "provincie_l_flevoland": "int"},
        {
            (1, "cluster"): "Inkomstenclusters:",
            (2, "provincie_a_groningen"): 208,
            (35, "provincie_a_groningen"): 566216,
            (35, "provincie_d_overijssel"): 1130345,
            (33, "provincie_c_drenthe"): -1,
            (36, "provincie_l_flevoland"): 6,
        },
    ),
    "bian-anal-mca-2005-dols-eng-1011-0312-tab3.xlsm": (
        10,
        4,
        {"data_item": "text", "definition": "text"},
        {(1, "data_item"): "PCT_LA_code", (10, "data_item"): "Reviews_conducted"},
    ),
    "blank_line.ods": (
        3,
        3,
        {"name": "text", "age": "int", "when": "date"},
        {(3, "name"): "Ian", (3, "when"): dt.date(2015, 11, 11)},
    ),
    "characters.csv": (
        382,
        18,
        {"id": "text", "x坐標": "number", "changetime": "timestamp", "景點分類代碼1": "text"},
        {
            (1, "景點中文名稱"): "雲嘉南濱海國家風景區管理處",
            (1, "x坐標"): Decimal("120.124206"),
            (382, "id"): "v_382",
        },
    ),
    "complex.csv": (
        3,
        4,
        {"date": "date", "another_date": "date", "temperature": "int", "place": "text"},
        {
            (1, "another_date"): dt.date(2011, 10, 24),
            (3, "temperature"): 6000000,
            (3, "another_date"): None,
        },
    ),
    "example.tsv": (
        140,
        17,
        {"hour": "timestamp", "expr1_0_imp": "int", "expr1_0_hist_ctr": "number"},
        {(140, "hour"): dt.datetime(2012, 6, 27, 19), (140, "ctrl1_1_imp"): 182},
    ),
    "excel_pasting.csv": (
        14,
        9,
        {"year": "text", "c_2000": "int", "c_2007": "int"},
        {
            (1, "year"): "Timber",
            (1, "c_2000"): 2666,
            (2, "c_2000"): 498,
            (14, "year"): "Total",
            (14, "c_2007"): 108609,
        },
    ),
    "excel_properties.xls": (17, 1, {"bold": "text"}, {(1, "bold"): "italic"}),
    "large.ods": (
        23760,
        5,
        {"financial_year": "text", "offence_code": "text", "number_of_offences": "int"},
        {(2, "offence_code"): "105A", (23760, "number_of_offences"): -1},
    ),
    "large.xlsx": (
        28,
        11,
        {"series": "text", "a_all_bonds_issued": "int"},
        {(1, "series_2"): "E", (1, "a_all_bonds_issued"): 4599418678},
    ),
    "loffice-4.4.1.2.ods": (3, 3, {"age": "int", "when": "date"}, {(1, "name"): "Bob"}),
    "long.csv": (4000, 1, {"column_1": "text"}, {(1, "column_1"): "foo", (4000, "column_1"): "foo"}),
    "mixedGLB.csv": (
        133,
        19,
        {"year": "int", "jan": "int", "d_n": "int", "son": "int"},
        {(1, "year"): 1880, (1, "jan"): -43, (1, "d_n"): None, (133, "son"): None, (133, "may"): 61},
    ),
    "null.csv": (
        10,
        4,
        {"column_1": "int", "column_2": "int", "column_4": "int"},
        {(1, "column_2"): None, (2, "column_2"): 0, (10, "column_1"): 10, (8, "column_4"): 0},
    ),
    "ods_formats.ods": (
        5,
        10,
        {"date": "date", "time": "text", "boolean": "bool", "float": "number", "text": "text"},
        {(1, "float"): Decimal("11.11"), (2, "currency"): -10000, (1, "boolean"): True, (5, "time"): "Other"},
    ),
    "README.md": (2, 1, {"files_found_at": "text"}, {}),
    "simple.csv": (
        6,
        3,
        {"date": "date", "temperature": "int", "place": "text"},
        {(2, "temperature"): -1, (6, "place"): "Berkeley", (1, "date"): dt.date(2011, 1, 1)},
    ),
    "simple.ods": (
        3,
        3,
        {"name": "text", "age": "int", "when": "date"},
        {(2, "when"): dt.date(2012, 1, 1)},
    ),
    "simple.psv": (28, 6, {"year": "int", "all_dwellings": "int"}, {(28, "former_owner_occupiers"): 292000}),
    "simple.ssv": (6, 3, {"date": "date", "temperature": "int"}, {(6, "temperature"): 5}),
    "simple.xls": (6, 3, {"date": "date", "temperature": "int"}, {(2, "temperature"): -1}),
    "simple.xlsx": (6, 3, {"date": "date", "temperature": "int"}, {(6, "place"): "Berkeley"}),
    "simple.zip": (6, 3, {"date": "date", "temperature": "int"}, {(6, "place"): "Berkeley"}),
    "skip_initials.csv": (
        2,
        2,
        {"field1": "text"},
        {(1, "field2"): "    goodbye", (2, "field2"): "goodbye2"},
    ),
    "span_rich.xls": (5, 4, {"h": "text"}, {(1, "h"): "MERGE", (5, "f"): "a"}),
    "spanish_chars.csv": (
        114,
        8,
        {"gf_id": "int", "gf": "text", "gasto_total_2011": "number"},
        {
            (1, "gasto_total_2011"): Decimal("229932.50"),
            (2, "f"): "Legislación",
            (114, "gasto_total_2011"): Decimal("7653.70"),
        },
    ),
    "sparse_with_column_errors.csv": (
        2200,
        4,
        {"lp": "text", "kapitel_titel": "text"},
        {
            (3, "lp"): "A100",
            (3, "kapitel_titel"): "300368540",
            (2200, "bezeichnung"): "Sonstige, nicht FuE-relevante Bildungsausgaben",
        },
    ),
    "sw_gen.xlsx": (
        15,
        17,
        {"created_at": "timestamp", "text": "text", "retweet_count": "int"},
        {
            (1, "created_at"): dt.datetime(2014, 6, 6, 15, 42, 37),
            (1, "in_reply_to_screen_name"): "kellyfincham",
        },
    ),
    "utf-16le_encoded.csv": (
        327,
        19,
        {"organisation_code": "text", "part_ii_patients": "int"},
        {(1, "organisation_name"): "Enfield PCT", (327, "organisation_code"): "NYA04"},
    ),
    "utf8bom.csv": (0, 2, {"kitten": "text", "win": "text"}, {}),
    "weird_head_padding.csv": (
        60,
        10,
        {"column_1": "text", "c_1993": "int", "c_2010": "int"},
        {
            (2, "column_1"): "      Gefäßchirurgie",
            (2, "c_1993"): 379,
            (8, "c_1993"): 1613,
            (1, "c_1993"): None,
        },
    ),
}
"""File: (rows, columns, types of some columns, {(row from 1 on, column): cell})."""

REFUSED = {
    "badcolspan.html": "this is a web page",
    "complex.html": "this is a web page",
    "html.html": "this is a web page",
    "invisible_text.html": "this is a web page",
    "rowcolspan.html": "this is a web page",
    "encrypted_no_password.xls": "locked with a password",
    "libreoffice.xlsx": "every sheet of the workbook is empty",
    "multilineods.ods": "there is one cell in the sheet",
    "simple.unknown": "the file is empty",
    "small.csv": "there is one word in the file",
    "unicode_sheet_name.xls": "there is one cell in the sheet",
}
"""File: words of the reason why it gives no table."""
