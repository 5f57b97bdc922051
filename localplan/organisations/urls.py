"""Addresses of the room."""

from django.urls import path

from .views import delegations, history, links, me, organisations, people, register, session, sign_ins

urlpatterns = [
    path("sign-in", session.sign_in, name="sign-in"),
    path("sign-in/again", session.sign_in_again, name="sign-in-again"),
    path("sign-out", session.leave, name="sign-out"),
    path("session/extend", session.extend_session, name="extend-session"),
    path("post", session.switch_post, name="switch-post"),
    path("sign-ins/failed", sign_ins.failed_sign_ins, name="failed-sign-ins"),
    path("organisations", organisations.organisations, name="organisations"),
    path("provinces", organisations.provinces, name="provinces"),
    path("posts-ending", organisations.ending_posts, name="ending-posts"),
    path("organisation/<int:pk>", organisations.organisation, name="organisation"),
    path("organisation/<int:pk>/contact", organisations.correct_contact, name="correct-contact"),
    path("organisation/<int:pk>/history", history.organisation_history, name="organisation-history"),
    path("organisation/<int:pk>/visits", history.organisation_accesses, name="organisation-accesses"),
    path("history/<str:object_type>/<int:object_id>", history.history, name="history"),
    path("register/import", register.import_register, name="import-register"),
    path("register/import/preview", register.import_register_preview, name="import-register-preview"),
    path("people/<int:organisation>", people.people, name="people"),
    path("people/<int:organisation>/appoint", people.appoint, name="appoint"),
    path("people/<int:organisation>/delegations", delegations.delegate, name="delegate"),
    path("post/<int:pk>/hand-over", people.hand_over, name="hand-over"),
    path("post/<int:pk>/end", people.end_post, name="end-post"),
    path("post/<int:pk>/link", people.make_link, name="make-link"),
    path("post/<int:pk>/order", people.order_file, name="order-file"),
    path("delegation/<int:pk>/revoke", delegations.revoke, name="revoke"),
    path("delegation/<int:pk>/letter", delegations.letter_file, name="letter-file"),
    path("set-password/<str:token>", links.set_password, name="set-password"),
    path("me", me.me, name="me"),
    path("me/password", me.change_password, name="change-password"),
    path("me/sign-out-elsewhere", me.sign_out_elsewhere, name="sign-out-elsewhere"),
]
