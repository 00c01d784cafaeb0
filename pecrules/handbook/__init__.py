"""The rules as pages for a browser: a site that needs no server, and the pages of ``pecrules serve``.

Here belong pages, made of sheets, pictures, tables and answers; here does not belong a rule, a file or a clock. Only
the command line may import it; it leans on policies, on the analysis, and on words. ::

    markup      sheets and frames as HTML
    days        what happens when, for every expiry that one may enter
    pages       what stands on each page
    site        all pages in every language
    forms       a form for each policy, made from the manifest
"""
