"""Addresses of the room."""

from django.urls import path

from .views import changing, commitments, entering, printing, recurrent, spending, workbooks, year_end

_OF_THE_YEAR = "organisation/<int:pk>"

urlpatterns = [
    path(f"{_OF_THE_YEAR}/spending/<int:year>/<int:quarter>", spending.spending, name="spending"),
    path(f"{_OF_THE_YEAR}/spending/<int:year>/<int:quarter>/save", spending.spending_save, name="spending-save"),
    path(f"{_OF_THE_YEAR}/spending/<int:year>/<int:quarter>/still", spending.no_movement, name="no-movement"),
    path(f"{_OF_THE_YEAR}/spending/<int:year>", spending.spending_today, name="spending-year"),
    path(f"{_OF_THE_YEAR}/spending", spending.spending_today, name="spending-today"),
    *(
        path(
            f"{_OF_THE_YEAR}/spending/<int:year>/{quarter}",
            spending.spending,
            {"quarter": quarter},
            f"spending-q{quarter}",
        )
        for quarter in (1, 2, 3, 4)
    ),
    path(f"{_OF_THE_YEAR}/recurrent/<int:year>/<int:quarter>", recurrent.recurrent, name="recurrent"),
    path(f"{_OF_THE_YEAR}/commitments/<int:year>", commitments.commitments, name="commitments"),
    path(f"{_OF_THE_YEAR}/commitments/<int:year>/add", entering.add_commitment, name="add-commitment"),
    path(
        f"{_OF_THE_YEAR}/commitments/<int:year>/print/<str:form>.<str:kind>", printing.money_print, name="money-print"
    ),
    path(f"{_OF_THE_YEAR}/year-end/<int:year>", year_end.year_end, name="year-end"),
    path(f"{_OF_THE_YEAR}/year-end/<int:year>/statuses", year_end.final_statuses, name="final-statuses"),
    path("year-end/<int:pk>/reverse", year_end.reverse_act, name="reverse-year-end"),
    path("commitment/<int:pk>", commitments.commitment, name="commitment"),
    path("commitment/<int:pk>/pay", entering.pay, name="pay"),
    path("commitment/<int:pk>/amend", changing.amend_commitment, name="amend-commitment"),
    path("commitment/<int:pk>/cancel", changing.cancel_commitment, name="cancel-commitment"),
    path("commitment/<int:pk>/correct", changing.correct_commitment, name="correct-commitment"),
    path("commitment/<int:pk>/again", changing.sign_again, name="sign-again"),
    path("commitment/<int:pk>/progress", changing.report_progress, name="report-progress"),
    path("progress/<int:pk>/photo", commitments.progress_photo, name="progress-photo"),
    path("payment/<int:pk>/reverse", commitments.reverse_payment, name="reverse-payment"),
    path(f"{_OF_THE_YEAR}/workbook/<str:kind>/<int:year>", workbooks.money_workbook, name="money-workbook"),
    path(f"{_OF_THE_YEAR}/workbook/<str:kind>/<int:year>/import", workbooks.import_money, name="import-money"),
    path(f"{_OF_THE_YEAR}/workbook/<str:kind>/<int:year>/preview", workbooks.preview_money, name="preview-money"),
]
