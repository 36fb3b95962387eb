#include "net/tls_issue.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "net/tls_internal.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SERIAL_BYTES 16
#define US_PER_S     INT64_C(1000000)
#define EARLIER_S    3600 /* clocks of two machines differ */

struct holder {
    X509 *cert;
    EVP_PKEY *key;
};

static struct cv_status bad_file(struct cv_arena *arena, const char *path, const char *what)
{
    ERR_clear_error();
    return cv_status_f(arena, CV_INVALID_ARGUMENT, "BAD_TLS_FILE", "%s: %s", path, what);
}

static struct cv_status failed(void)
{
    ERR_clear_error();
    return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "a certificate could not be made");
}

static void drop(struct holder *holder)
{
    X509_free(holder->cert);
    EVP_PKEY_free(holder->key);
    *holder = (struct holder){0};
}

/* ---- files ---- */

static struct cv_status open_read(const char *path, struct cv_arena *arena, FILE **file)
{
    *file = fopen(path, "re");
    if (*file != NULL)
        return CV_STATUS_OK;
    return errno == ENOENT ? cv_status(CV_NOT_FOUND, NULL, "it is not there")
                           : bad_file(arena, path, strerrordesc_np(errno));
}

static struct cv_status read_cert(const char *path, struct cv_arena *arena, X509 **cert)
{
    FILE *file;
    struct cv_status status = open_read(path, arena, &file);

    if (!cv_ok(status))
        return status;
    *cert = PEM_read_X509(file, NULL, cv_tls_no_passphrase, NULL);
    (void)fclose(file);
    return *cert == NULL ? bad_file(arena, path, "holds no PEM certificate") : CV_STATUS_OK;
}

static struct cv_status read_key(const char *path, struct cv_arena *arena, EVP_PKEY **key)
{
    FILE *file;
    struct cv_status status = open_read(path, arena, &file);

    if (!cv_ok(status))
        return status;
    *key = PEM_read_PrivateKey(file, NULL, cv_tls_no_passphrase, NULL);
    (void)fclose(file);
    return *key == NULL
               ? bad_file(arena, path, "holds no PEM private key, or one with a passphrase")
               : CV_STATUS_OK;
}

static struct cv_status read_holder(const struct cv_tls_pair *pair, struct cv_arena *arena,
                                    struct holder *holder)
{
    struct cv_status status = read_cert(pair->cert, arena, &holder->cert);

    if (cv_ok(status))
        status = read_key(pair->key, arena, &holder->key);
    if (!cv_ok(status))
        drop(holder);
    return status;
}

/* Write beside it, then move it there. One of `cert` and `key` is NULL. */
static struct cv_status write_file(const char *path, mode_t mode, X509 *cert, EVP_PKEY *key,
                                   struct cv_arena *arena)
{
    const char *beside = cv_arena_printf(arena, "%s.new", path);
    bool written = false;
    FILE *file = NULL;
    int error;
    int fd;

    if (beside == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    (void)unlink(beside); /* of a run that died */
    fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd >= 0)
        file = fdopen(fd, "w");
    if (file != NULL) {
        written =
            (cert != NULL ? PEM_write_X509(file, cert)
                          : PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL)) == 1 &&
            fflush(file) == 0 && fsync(fd) == 0;
        written = fclose(file) == 0 && written && rename(beside, path) == 0;
    }
    error = errno;
    if (!written)
        (void)unlink(beside);
    return written ? CV_STATUS_OK : bad_file(arena, path, strerrordesc_np(error));
}

/* ---- certificates ---- */

static bool extend(X509 *cert, X509 *issuer, const char *what, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    bool added;

    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
    extension = X509V3_EXT_conf(NULL, &context, what, value);
    added = extension != NULL && X509_add_ext(cert, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

static bool add_host(GENERAL_NAMES *names, const char *host)
{
    GENERAL_NAME *name = NULL;
    ASN1_STRING *text = NULL;
    uint8_t address[16];
    int len = inet_pton(AF_INET, host, address) == 1    ? 4
              : inet_pton(AF_INET6, host, address) == 1 ? 16
                                                        : 0;

    name = GENERAL_NAME_new();
    text = len > 0 ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new();
    if (name == NULL || text == NULL ||
        ASN1_STRING_set(text, len > 0 ? (const void *)address : host,
                        len > 0 ? len : (int)strlen(host)) != 1) {
        GENERAL_NAME_free(name);
        ASN1_STRING_free(text);
        return false;
    }
    GENERAL_NAME_set0_value(name, len > 0 ? GEN_IPADD : GEN_DNS, text);
    if (sk_GENERAL_NAME_push(names, name) > 0)
        return true;
    GENERAL_NAME_free(name);
    return false;
}

static bool add_hosts(X509 *cert, const char *const *hosts)
{
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    bool added = names != NULL;

    for (; added && *hosts != NULL; hosts++)
        added = add_host(names, *hosts);
    added = added && X509_add1_ext_i2d(cert, NID_subject_alt_name, names, 0, 0) == 1;
    GENERAL_NAMES_free(names);
    return added;
}

static bool add_uses(X509 *cert, X509 *issuer, enum cv_tls_use use)
{
    if (use == CV_TLS_USE_AUTHORITY)
        return extend(cert, issuer, "basicConstraints", "critical,CA:TRUE,pathlen:0") &&
               extend(cert, issuer, "keyUsage", "critical,keyCertSign,cRLSign");
    return extend(cert, issuer, "basicConstraints", "critical,CA:FALSE") &&
           extend(cert, issuer, "keyUsage", "critical,digitalSignature") &&
           extend(cert, issuer, "extendedKeyUsage",
                  use == CV_TLS_USE_CLIENT ? "clientAuth" : "serverAuth,clientAuth");
}

/* Nobody can guess the next one. */
static bool set_serial(X509 *cert)
{
    uint8_t bytes[SERIAL_BYTES];
    BIGNUM *number;
    bool set;

    cv_random_bytes(bytes, sizeof(bytes));
    bytes[0] &= 0x7f; /* positive */
    number = BN_bin2bn(bytes, sizeof(bytes), NULL);
    set = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL;
    BN_free(number);
    return set;
}

static bool set_times(X509 *cert, const X509 *issuer, int64_t valid_us)
{
    time_t now = (time_t)(cv_clock_utc_us() / US_PER_S);
    time_t until = now + (time_t)(valid_us / US_PER_S);
    const ASN1_TIME *last = X509_get0_notAfter(issuer);

    if (ASN1_TIME_set(X509_getm_notBefore(cert), now - EARLIER_S) == NULL)
        return false;
    if (cert != issuer && ASN1_TIME_cmp_time_t(last, until) < 0)
        return X509_set1_notAfter(cert, last) == 1;
    return ASN1_TIME_set(X509_getm_notAfter(cert), until) != NULL;
}

static bool fill(X509 *cert, EVP_PKEY *key, const struct cv_tls_wish *wish, const struct holder *by)
{
    X509_NAME *subject = X509_get_subject_name(cert);

    return X509_set_version(cert, X509_VERSION_3) == 1 && set_serial(cert) &&
           set_times(cert, by->cert, wish->valid_us) &&
           X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC, (const unsigned char *)"Caravan",
                                      -1, -1, 0) == 1 &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                      (const unsigned char *)wish->name, -1, -1, 0) == 1 &&
           X509_set_issuer_name(cert, X509_get_subject_name(by->cert)) == 1 &&
           X509_set_pubkey(cert, key) == 1 && add_uses(cert, by->cert, wish->use) &&
           extend(cert, by->cert, "subjectKeyIdentifier", "hash") &&
           (by->cert == cert || extend(cert, by->cert, "authorityKeyIdentifier", "keyid:always")) &&
           (wish->hosts == NULL || add_hosts(cert, wish->hosts)) &&
           X509_sign(cert, by->key, EVP_sha256()) > 0;
}

struct cv_status cv_tls_issue(const struct cv_tls_wish *wish, const struct cv_tls_pair *authority,
                              const struct cv_tls_pair *to, struct cv_arena *arena)
{
    struct holder above = {0};
    struct holder made = {X509_new(), EVP_EC_gen("P-256")};
    struct cv_status status = CV_STATUS_OK;

    if (authority != NULL)
        status = read_holder(authority, arena, &above);
    if (cv_ok(status) && (made.cert == NULL || made.key == NULL ||
                          !fill(made.cert, made.key, wish, authority == NULL ? &made : &above)))
        status = failed();
    if (cv_ok(status))
        status = write_file(to->key, S_IRUSR, NULL, made.key, arena);
    if (cv_ok(status))
        status = write_file(to->cert, S_IRUSR | S_IRGRP | S_IROTH, made.cert, NULL, arena);
    drop(&above);
    drop(&made);
    return status;
}

/* ---- what is there ---- */

static bool utc_us(const ASN1_TIME *time, int64_t *us)
{
    struct tm parts;

    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return false;
    *us = (int64_t)timegm(&parts) * US_PER_S;
    return true;
}

struct cv_status cv_tls_inspect(const struct cv_tls_pair *pair, const char *authority,
                                int64_t *until_us, struct cv_arena *arena)
{
    struct holder held = {0};
    X509 *above = NULL;
    struct cv_status status = read_holder(pair, arena, &held);

    if (cv_ok(status))
        status = read_cert(authority, arena, &above);
    if (cv_ok(status) && (X509_check_private_key(held.cert, held.key) != 1 ||
                          X509_verify(held.cert, X509_get0_pubkey(above)) != 1))
        status = cv_status_f(arena, CV_FAILED_PRECONDITION, NULL,
                             "%s: is not of its key, or not signed by %s", pair->cert, authority);
    if (cv_ok(status) && !utc_us(X509_get0_notAfter(held.cert), until_us))
        status = bad_file(arena, pair->cert, "does not say until when it is good");
    ERR_clear_error();
    X509_free(above);
    drop(&held);
    return status;
}

struct cv_status cv_tls_copy(const char *cert, const char *to, struct cv_arena *arena)
{
    X509 *read = NULL;
    struct cv_status status = read_cert(cert, arena, &read);

    if (cv_ok(status))
        status = write_file(to, S_IRUSR | S_IRGRP | S_IROTH, read, NULL, arena);
    X509_free(read);
    return status;
}
