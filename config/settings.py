"""Settings, read from the environment, in the order of Django's documentation.

In production (neither DEMO nor DEBUG) SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, REDIS_URL and EMAIL_URL must be set.
docs/operating.md lists every variable.
"""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config import environment
from config.services import database_url, redis_url
from config.services.locations import local_folder
from config.version import version

BASE_DIR = Path(__file__).resolve().parent.parent

# Core
DEBUG = environment.flag("DEBUG")
DEMO = environment.flag("DEMO")
PRODUCTION = not (DEBUG or DEMO)
VERSION = version(BASE_DIR)
if PRODUCTION:
    environment.refuse_missing(("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"))

SECRET_KEY = environment.secret_key(
    default="a key for demonstrations and development only, never for production", production=PRODUCTION
)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unions.admin_config.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "treebeard",
    "config",
    "unions",
    "initiatives",
    "reporting",
    "campaign",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.policy.admin_policy",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.errors.spoken",
    "unions.ended.ended_session",
    "unions.signing_out.leaves_nothing",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
                *(["campaign.context.accounts"] if DEMO else []),
            ],
        },
    },
]

# Database and cache: sessions, throttles and cache stand in PostgreSQL, Redis holds Celery's queue and nothing else
DATABASES = {"default": environment.database(default=database_url())}
DATABASES["default"]["CONN_MAX_AGE"] = environment.number("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # at the default of 300 a busy hour would throw throttles away
    }
}
SESSION_ENGINE = "unions.sessions"

# Languages and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "config" / "third_party" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# Files that are made or sent: a storage of S3's kind takes the place of `exports` as any other of Django's does
MEDIA_ROOT = environment.text("MEDIA_ROOT", default=str(BASE_DIR / "media" if PRODUCTION else local_folder() / "media"))
EXPORT_SPOOL = environment.text("EXPORT_SPOOL", default=f"{MEDIA_ROOT}/spool")

# Static files
STATIC_URL = "static/"
STATIC_ROOT = environment.text("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{MEDIA_ROOT}/exports", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Accounts
AUTH_USER_MODEL = "unions.Worker"
AUTHENTICATION_BACKENDS = ["unions.accounts.WorkerBackend"]
PASSWORD_HASHERS = ["unions.accounts.OwaspArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "unions.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PHONE_VERIFICATION_ENABLED = False  # numbers come from the union's register, and no SMS gateway is set up
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class, no password
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {  # all workers of a company may come from one address, each account is guessed at slowly
    "login": "",  # allauth's own counters take some fifty statements an attempt: unions/attempts.py counts in two
    "sign_in": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "reset_password": "60/m/ip,5/m/key",
}

# E-mail: printed only where nobody else reads it, for it carries the links that set passwords
EMAIL_CONFIG = environment.email(default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", default="no-reply@localhost")

# Security
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz(/web)?$"]  # a monitor asks beside the proxy, over http
SECURE_HSTS_SECONDS = environment.number("SECURE_HSTS_SECONDS", default=365 * 24 * 3600 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
X_FRAME_OPTIONS = "DENY"
if environment.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # throttles count by the client's address, not the proxy's

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Forms
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Admin: in the colours and the type of static/css/tokens.css
UNFOLD = {
    "SITE_TITLE": "Sáng Kiến",
    "SITE_HEADER": "Sáng Kiến",
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("img/favicon.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")},
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "SHOW_LANGUAGES": False,  # it stands in the head of each page
    "BORDER_RADIUS": "8px",
    "SIDEBAR": {
        "navigation": [
            {
                "items": [
                    {
                        "title": _("Figures"),
                        "icon": "bar_chart",
                        "hint": _("On course or not, who is behind, what it is worth"),
                        "link": reverse_lazy("reporting:dashboard"),
                    },
                    {
                        "title": _("Stuck desks"),
                        "icon": "front_hand",
                        "link": reverse_lazy("admin:initiatives_initiative_stuck"),
                        "permission": "initiatives.admin.stuck.may_see_stuck",
                    },
                ],
            },
        ],
    },
    "STYLES": [
        lambda request: static("css/fonts.css"),
        lambda request: static("css/tokens.css"),
        lambda request: static("css/admin.css"),
    ],
    "SCRIPTS": [lambda request: static("js/forget.js"), lambda request: static("js/admin.js")],
    "COLORS": {
        "primary": {
            "50": "#eff5fc",
            "100": "#e6eff9",
            "200": "#bdd6f2",
            "300": "#a9cdf7",
            "400": "#86b9f4",
            "500": "#5b9ce8",
            "600": "#0b4f9e",
            "700": "#083c7a",
            "800": "#0a3465",
            "900": "#0b2b53",
            "950": "#071c37",
        },
        "base": {
            "50": "#f5f7fa",
            "100": "#eaeef3",
            "200": "#dbe1e8",
            "300": "#c3ccd7",
            "400": "#a9b5c3",
            "500": "#5a6878",
            "600": "#4c5a6b",
            "700": "#35424f",
            "800": "#212c38",
            "900": "#17202a",
            "950": "#0f151c",
        },
    },
}

# Jobs
CELERY_BROKER_URL = environment.broker(default=redis_url())
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker that gives up would wait for a hand
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = "jobs"
CELERY_TASK_ROUTES = {"reporting.tasks.fold": {"queue": "folds"}}
CELERY_BEAT_SCHEDULE = {
    "fold": {"task": "reporting.tasks.fold", "schedule": 2.0, "options": {"expires": 10}},
    # It looks at everything that waits: seconds of two processors where 100,000 do, and desks are given days.
    "forward": {"task": "initiatives.tasks.forward_left_behind", "schedule": 600.0, "options": {"expires": 600}},
    "search": {"task": "initiatives.tasks.follow_outdated", "schedule": 60.0, "options": {"expires": 60}},
    # What people asked for: a run is a slice of one job, and beat's next one goes on.
    "work": {"task": "initiatives.tasks.work", "schedule": 2.0, "options": {"expires": 10}},
    "jobs": {"task": "initiatives.tasks.clear_jobs", "schedule": crontab(minute=41), "options": {"expires": 3600}},
    # Right after midnight, when a day's quotas begin to hold; each hour, for a beat that was away then.
    "quotas": {"task": "reporting.tasks.refresh_quotas", "schedule": crontab(minute=1), "options": {"expires": 3600}},
    "tree": {"task": "reporting.tasks.settle_tree", "schedule": 15.0, "options": {"expires": 15}},
    "sessions": {
        "task": "config.tasks.clear_sessions",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 3600},
    },
}

# Logging
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"broker_away": {"()": "config.quiet.BrokerAway"}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"celery.beat": {"filters": ["broker_away"]}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", default="INFO")},
}
