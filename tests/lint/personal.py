"""Personal data is a name, a contact, consent and an organisation. No message field, no enum value
and no column is named after what else a person is, believes, suffers from, or where he stays."""
import re

from source import SQL_PARTS, Finding, blank, files, lines, read

# Whole words of an identifier (blood_type is "blood" and "type").
DENIED = {
    "ethnic origin": "ethnic ethnicity ethnicities race races racial tribe tribal caste ancestry "
                     "minority minorities nationality hukou",
    "religion": "religion religions religious faith belief beliefs creed church mosque worship",
    "health of a person": "health medical medicine diagnosis diagnoses disease diseases illness "
                          "disability disabilities disabled patient patients pregnant pregnancy "
                          "hiv blood allergy allergies vaccination vaccinated symptom symptoms",
    "biometrics": "biometric biometrics fingerprint fingerprints iris retina voiceprint dna genome "
                  "genetic faceprint selfie photo portrait",
    "location of a person": "location locations latitude longitude lat lng gps geolocation geo "
                            "geohash whereabouts coordinates homeplace birthplace",
    "political opinion": "political politics politician ideology vote votes petition union "
                         "membership",
    "sexual life": "sex sexual sexuality orientation gender marital",
    "identity papers": "passport ssn birthdate birthday birth dob",
}
WORDS = {word: kind for kind, words in DENIED.items() for word in words.split()}
REMEDY = "drop it: personal data is a name, a contact, consent, an organisation"
# Words that the API needs for numbers of many: file and identifier, with the reason. A campaign or
# a count is of a place and a period, a cell of 10 people or more; no row of these is about a
# person.
PROTO = "proto/caravan/projects/v1/"
COUNTS = {
    PROTO + "activity.proto": "Sex sex SEX_UNSPECIFIED SEX_FEMALE SEX_MALE",
    PROTO + "health_campaign.proto":
        "HealthCampaign health_campaign health_campaigns health_campaign_id healthCampaigns "
        "CreateHealthCampaignRequest GetHealthCampaignRequest ListHealthCampaignsRequest "
        "ListHealthCampaignsResponse",
    PROTO + "health_count.proto":
        "HealthCount HealthMeasure health_count health_counts health_count_id healthCampaigns "
        "CreateHealthCountRequest GetHealthCountRequest ListHealthCountsRequest "
        "ListHealthCountsResponse UpdateHealthCountRequest HEALTH_MEASURE_UNSPECIFIED "
        "HEALTH_MEASURE_DOWN_SCREENINGS HEALTH_MEASURE_HEART_SCREENINGS "
        "HEALTH_MEASURE_EYE_SCREENINGS HEALTH_MEASURE_OTHER_SCREENINGS "
        "HEALTH_MEASURE_CATARACT_OPERATIONS HEALTH_MEASURE_OTHER_OPERATIONS "
        "HEALTH_MEASURE_CLINIC_VISITORS HEALTH_MEASURE_FREE_CLINICS HEALTH_MEASURE_MEDICINE_VALUE",
    PROTO + "engagement.proto":
        "health_campaign health_count CreateHealthCampaign GetHealthCampaign ListHealthCampaigns "
        "CreateHealthCount GetHealthCount ListHealthCounts UpdateHealthCount HealthCampaign "
        "HealthCount CreateHealthCampaignRequest GetHealthCampaignRequest "
        "ListHealthCampaignsRequest ListHealthCampaignsResponse CreateHealthCountRequest "
        "GetHealthCountRequest ListHealthCountsRequest ListHealthCountsResponse "
        "UpdateHealthCountRequest",
    PROTO + "engagement_import.proto":
        "health_campaign health_count CreateHealthCampaignRequest CreateHealthCountRequest",
    PROTO + "engagement_report.proto":
        "HealthRow health health_by_year health_by_site HealthMeasure health_count Sex sex",
    "services/projects/sql/0007_engagement.sql": "health_campaign health_count sex",
}
ALLOWED = {(path, word) for path, words in COUNTS.items() for word in words.split()}


def parts(identifier):
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", identifier)
    return [part.lower() for part in spaced.split("_") if part]


def check_text(path, code):
    for number, line in lines(code):
        for identifier in re.findall(r"[A-Za-z]\w*", line):
            if (path, identifier) in ALLOWED:
                continue
            for part in parts(identifier):
                if part in WORDS:
                    yield Finding(path, number, f"'{identifier}' speaks of {WORDS[part]}", REMEDY)


def check(root):
    for path in files(root, ".proto", under="proto/caravan"):
        yield from check_text(path, blank(read(root, path), strings=False))
    for path in files(root, ".sql"):
        yield from check_text(path, blank(read(root, path), strings=False, parts=SQL_PARTS))
